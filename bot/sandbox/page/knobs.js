// What can be made worse from the page, with what it should show; each is an order to the control API.
import { ask } from "./api.js";
import { el, freshId, keyed } from "./dom.js";
import { changed, state } from "./state.js";

const SPEEDS = [1, 2, 5, 10, 30, 60];
const TIMES = [[1, "Once"], [3, "Three times"], [0, "Until cleared"]];
const PAID = { creatify: "creatify:*gen_*", akool: "akool:create|akool:audio", heygen: "heygen:create" };
const PROVIDERS = [["", "Whichever is next"], ["creatify", "Creatify: product images and videos"],
  ["akool", "Akool: animations"], ["heygen", "HeyGen: avatars"]];

const webhook = (provider) => `${provider || "*"}:webhook`;
const paid = (provider) => PAID[provider] ?? Object.values(PAID).join("|");
const job = (provider) => (provider ? `${provider}:job` : Object.keys(PAID).map((each) => `${each}:job`).join("|"));
const post = () => "slack:chat.postMessage";
const click = () => "slack:interaction|slack:command";

// [words, what it should show, target, mode, more]
const PROVIDER_KNOBS = [
  ["Lose the next webhook", "The result comes a little later: the bot also asks by itself.", webhook, "lose"],
  ["Delay the next webhook", "Ten seconds late, after the bot has found the result: it changes nothing.", webhook, "delay", { seconds: 10 }],
  ["Send the next webhook twice", "One result is posted, not two.", webhook, "double"],
  ["Too many requests (429)", "The order waits as long as it was told, then goes out.", paid, "ratelimit", { retry_after: 5 }],
  ["Server error (500)", "Perhaps taken, perhaps not: the bot looks before it orders again.", paid, "refuse", { status: 500 }],
  ["Take the order, cut the answer", "Paid, but the bot hears nothing: it looks for its job and never pays twice.", paid, "cut_after"],
  ["Fail the next job", "The thread says what happened and whether credits were spent.", job, "fail"],
];
const SLACK_KNOBS = [
  ["Slack: too many requests (429)", "The post waits three seconds; nothing is lost.", post, "ratelimit", { retry_after: 3 }],
  ["Slack: server error (500)", "The post is tried again.", post, "refuse", { status: 500 }],
  ["Slack: post, but cut the answer", "The bot looks for its message before it posts it again.", post, "cut_after"],
  ["Lose the next click or command", "Slack warns the person that the app did not answer.", click, "lose"],
  ["Bring the next click or command twice", "One order, one charge.", click, "double"],
];
const CHANNEL_KNOBS = [
  ["Remove the bot from this channel", "An order is answered in private, and nothing is spent.", { bot_is_member: false }],
  ["Archive this channel", "Nobody can post here, the bot neither.", { is_archived: true }],
  ["Share this channel with another company", "An order is refused in private.", { is_ext_shared: true }],
];
const AS_IT_WAS = { bot_is_member: true, is_archived: false, is_ext_shared: false };

// A fault in the words of the knob that orders it; one that a test ordered, in its own.
const wordsOf = ({ target, mode }) => {
  const means = (whom) => [...PROVIDER_KNOBS, ...SLACK_KNOBS].find(([, , at, how]) => how === mode && at(whom) === target);
  const [whom, who] = PROVIDERS.find(([each]) => means(each)) ?? [];
  const words = means(whom)?.[0];
  return words ? words + (whom ? ` · ${who.split(":")[0]}` : "") : `${target}: ${mode}`;
};

const worsened = new Map();
let notice = () => {};

function select(label, options, props = {}) {
  const id = freshId();
  const node = el("select", { id, ...props }, options.map(([value, words]) => el("option", { value }, words)));
  return [el("div", { class: "field" }, el("label", { for: id }, label), node), node];
}

function knob(words, hint, order) {
  const id = freshId();
  const press = async () => { await order(); notice(); };
  return el("div", { class: "knob" },
    el("button", { type: "button", class: "button", "aria-describedby": id, onclick: press }, words), el("small", { id }, hint));
}

export function buildKnobs(panel, afterwards) {
  notice = afterwards;
  const [speedField, speed] = select("Speed", SPEEDS.map((times) => [times, `${times}×`]),
    { onchange: () => ask("/sandbox/speed", { speed: Number(speed.value) }) });
  const [whoField, who] = select("At", PROVIDERS);
  const [oftenField, often] = select("How often", TIMES);
  const fault = (target, mode, more) => () =>
    ask("/sandbox/faults", { target: target(who.value), mode, times: Number(often.value), ...more });
  const worsen = ([words, hint, target, mode, more]) => knob(words, hint, fault(target, mode, more));
  const waiting = el("ul", { class: "waiting", "aria-label": "Waiting to happen" });
  panel.append(speedField, el("p", { class: "hint" }, "How fast the simulated providers work."),
    oftenField, waiting,
    el("button", { type: "button", class: "button primary", onclick: async () => { await clear(); notice(); } }, "Clear all faults"),
    el("h3", {}, "Providers"), whoField, ...PROVIDER_KNOBS.map(worsen),
    el("h3", {}, "Slack"), ...SLACK_KNOBS.map(worsen),
    el("h3", {}, "This channel"), ...CHANNEL_KNOBS.map(([words, hint, change]) => knob(words, hint, () => worsenChannel(change))));
  Object.assign(panel, { speed, waiting });
}

async function worsenChannel(change) {
  const { channel } = state;
  worsened.set(channel, { ...worsened.get(channel), ...change });
  await ask(`/sandbox/channels/${channel}`, change);
}

// Channels get back what was taken from them here; one that came shared or archived stays so.
async function clear() {
  await ask("/sandbox/faults", undefined, "DELETE");
  for (const [channel, change] of worsened) {
    const undone = Object.fromEntries(Object.keys(change).map((name) => [name, AS_IT_WAS[name]]));
    await ask(`/sandbox/channels/${channel}`, undone);
  }
  worsened.clear();
  changed();
}

export function showKnobs(panel, { speed, faults }) {
  if (![...panel.speed.options].some((option) => Number(option.value) === speed)) {
    panel.speed.append(el("option", { value: speed }, `${speed}×`));
  }
  if (panel.speed !== document.activeElement) panel.speed.value = speed;
  keyed(panel.waiting, faults, (rule) => `${rule.id}/${rule.left}`, (rule) =>
    el("li", {}, wordsOf(rule), " ", el("small", {}, rule.left === null ? "until cleared" : `${rule.left}×`)));
}
