// What goes on underneath, drawn: tasks with their timelines, outbox, webhooks, calls with answers, jobs with charges.
import { el, keyed } from "./dom.js";
import { nameOf } from "./mrkdwn.js";
import { state } from "./state.js";

const NAMES = { slack: "Slack", creatify: "Creatify", akool: "Akool", heygen: "HeyGen" };
const ELSEWHERE = "Only the app knows this, and here it runs on its own.";

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB");
const time = (seconds) => el("time", {}, clock(seconds));
const pill = (words, kind = "") => el("span", { class: `pill ${kind}` }, words);
const counted = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const spoken = (name) => name[0] + name.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const personOf = (id) => (state.users.has(id) ? nameOf(id) : id);

function list(panel, rows, keyOf, draw, nothing) {
  keyed(panel, rows.length ? rows : [null], (row) => (row ? keyOf(row) : nothing),
    (row) => (row ? draw(row) : el("p", { class: "hint" }, nothing)), renew);
}

// A row that changed gets new insides; whether it is open, and so what somebody reads, stays.
function renew(node, row) {
  const source = JSON.stringify(row);
  if (!row || node.source === source) return;
  node.source = source;
  node.replaceChildren(...node.inside(row));
}

const row = (inside) => () => Object.assign(el("div", { class: "line" }), { inside });
const unfolding = (inside) => () => Object.assign(el("details", { class: "line" }), { inside });

const STATES = { failed: "bad", undelivered: "bad", unknown: "warn", stalled: "warn", approved: "good", delivered: "good", done: "good" };

const task = unfolding(({ id, status, about, timeline }) => [
  el("summary", {}, el("b", {}, id), pill(status.replace("_", " "), STATES[status]), el("small", {}, about)),
  el("ol", { class: "timeline" }, timeline.map(({ at, what, who, after }, n) => el("li", {},
    time(at), el("span", {}, spoken(what), who && el("small", {}, ` by ${personOf(who)}`)),
    after !== timeline[n - 1]?.after && pill(after.replace("_", " "), STATES[after])))),
]);

const effect = row(({ key, state: stands, tries, error, paid, open, due }) => [
  pill(open && stands === "ready" ? `due ${clock(due)}` : stands, STATES[stands] ?? (open ? "warn" : "")),
  el("code", {}, key), paid && el("b", {}, "spends"), tries > 0 && el("small", {}, tries === 1 ? "1 try" : `${tries} tries`),
  error && el("small", { class: "bad" }, error),
].filter(Boolean));

const outcome = ({ tries, failure, seconds }) => {
  if (!tries) return failure ? pill(failure, "bad") : pill(`answered in ${Math.round(seconds * 1000)} ms`, "good");
  if (!tries.length) return pill("on its way");
  return tries.map((one) => pill(String(one), one >= 200 && one < 300 ? "good" : "bad"));
};

const webhook = row((hook) => [
  time(hook.at), el("b", {}, NAMES[hook.provider]), el("span", {}, String(hook.kind ?? hook.event ?? hook.status).replaceAll("_", " ")),
  hook.job && el("code", {}, hook.job.slice(0, 8)), outcome(hook),
].filter(Boolean).flat());

const words = (label, text) => text && [el("small", {}, label), el("pre", {}, text)];

const call = unfolding(({ at, to, method, asked, answer, ok, said }) => [
  el("summary", {}, time(at), el("b", {}, NAMES[to]), el("code", {}, method), pill(said, ok ? "good" : "bad")),
  ...[words("Asked", asked), words("Answer", answer)].filter(Boolean).flat(),
]);

const order = row(({ provider, id, call: what, status, billed, created_at }) => [
  time(Date.parse(created_at) / 1000), el("b", {}, NAMES[provider]), el("span", {}, what), el("code", {}, id.slice(0, 8)),
  pill(status.replaceAll("_", " "), STATES[status]), el("b", { class: "paid" }, counted(billed, "credit")),
]);

function charges(panel, { jobs, credits }) {
  const names = Object.keys(credits ?? {});
  const sum = (name) => jobs.filter((job) => job.provider === name).reduce((all, job) => all + Number(job.billed ?? 0), 0);
  keyed(panel, names, (name) => name, () => el("p", {}), (node, name) => {
    const orders = jobs.filter((job) => job.provider === name).length;
    node.textContent = `${NAMES[name]}: ${counted(orders, "order")}, ${counted(sum(name), "credit")}; ${credits[name]} left`;
  });
}

export const TABS = {
  tasks: ["Tasks", (panel, { app }) => list(panel, app?.tasks ?? [], (t) => t.id, task, app ? "No tasks yet. Order an image to see one." : ELSEWHERE)],
  outbox: ["Outbox", (panel, { app }) => list(panel, app?.outbox ?? [], (e) => e.key, effect, app ? "Nothing to do, nothing done." : ELSEWHERE)],
  webhooks: ["Webhooks", (panel, { webhooks }) =>
    list(panel, webhooks, (w) => `${w.provider}${w.at}${w.job}`, webhook, "Nothing has come in yet.")],
  calls: ["Calls", (panel, { calls }) => list(panel, calls, (c) => `${c.to}${c.at}${c.method}`, call, "Nothing was asked yet.")],
  jobs: ["Jobs", (panel, { jobs, credits }) => {
    if (!panel.firstChild) panel.append(el("div", { class: "sums" }), el("div"), el("a", { href: "/sandbox/ledger", target: "_blank" }, "What was really paid"));
    charges(panel.firstChild, { jobs, credits });
    list(panel.children[1], jobs, (j) => `${j.provider}${j.call}${j.id}`, order, "Nobody ordered anything yet.");
  }],
};
