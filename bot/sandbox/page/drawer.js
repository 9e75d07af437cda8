// The sandbox drawer: how fast the simulated world runs, what goes wrong next, and what was really paid.
import { ask } from "./api.js";
import { $, el, freshId, iconButton } from "./dom.js";
import { state } from "./state.js";

const SPEEDS = [1, 2, 5, 10, 30, 60];
const fault = (target, mode, more) => () => ask("/sandbox/faults", { target, mode, times: 1, ...more });
const channel = (change) => () => ask(`/sandbox/channels/${state.channel}`, change);

const choice = (times) => el("option", { value: times }, `${times}×`);

const FAULTS = [
  ["Lose the next webhook", fault("creatify:webhook", "lose")],
  ["Lose the next Creatify answer", fault("creatify:*gen_*", "cut_after")],
  ["Slack: too many requests", fault("slack:chat.postMessage", "ratelimit", { retry_after: 3 })],
  ["Remove the bot from this channel", channel({ bot_is_member: false })],
  ["Archive this channel", channel({ is_archived: true })],
];

export function toggleDrawer(button) {
  const drawer = $("drawer");
  drawer.hidden = !drawer.hidden;
  document.body.classList.remove("menu-open");
  button.setAttribute("aria-expanded", String(!drawer.hidden));
  if (drawer.hidden) return;
  if (!drawer.firstChild) build(drawer, button);
  refresh();
}

function build(drawer, opener) {
  const id = freshId();
  const run = (order) => async () => { await order(); refresh(); };
  const speed = el("select", { id, onchange: run(() => ask("/sandbox/speed", { speed: Number(speed.value) })) },
    SPEEDS.map(choice));
  const press = (words, order, kind = "") => el("button", { type: "button", class: `button ${kind}`, onclick: run(order) }, words);
  drawer.append(
    el("header", {}, el("h2", {}, "Sandbox"), iconButton("Hide sandbox", "×", () => toggleDrawer(opener))),
    el("div", { class: "drawer-body scroller" },
      el("div", { class: "label" }, el("label", { for: id }, "Speed")), speed,
      el("p", { class: "hint" }, "How fast the simulated providers work."),
      el("h3", {}, "Make something go wrong"), ...FAULTS.map(([words, order]) => press(words, order)),
      press("Clear all faults", clear, "primary"), el("ul", { id: "faults" }),
      el("h3", {}, "Money"), el("p", { id: "paid" }), el("a", { href: "/sandbox/ledger", target: "_blank" }, "What was really paid")));
  drawer.speed = speed;
}

async function clear() {
  await ask("/sandbox/faults", undefined, "DELETE");
  const { bot_is_member: isIn, is_archived: archived, is_im: im } = state.channels.get(state.channel) ?? {};
  if (!im && (!isIn || archived)) await ask(`/sandbox/channels/${state.channel}`, { bot_is_member: true, is_archived: false });
}

function showSpeed(select, speed) {
  if (![...select.options].some((option) => Number(option.value) === speed)) select.append(choice(speed));
  select.value = speed;
}

const counted = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

async function refresh() {
  const [faults, ledger, pace] = await Promise.all(["faults", "ledger", "speed"].map((what) => ask(`/sandbox/${what}`)));
  if (pace.speed) showSpeed($("drawer").speed, pace.speed);
  const waiting = (faults.faults ?? []).filter((rule) => rule.left !== 0);
  $("faults").replaceChildren(...waiting.map((rule) => el("li", {}, `${rule.target}: ${rule.mode}`)));
  const orders = ledger.creatify?.jobs ?? [];
  const billed = orders.reduce((sum, order) => sum + Number(order.billed ?? 0), 0);
  $("paid").textContent = `Creatify: ${counted(orders.length, "order")}, ${counted(billed, "credit")}`;
}
