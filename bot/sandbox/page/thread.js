// The thread pane on the right: a root, its replies and a composer of its own.
import { composer } from "./composer.js";
import { $, el, iconButton } from "./dom.js";
import { drawMessages, threadEntries } from "./messages.js";
import { drawNotices } from "./notices.js";
import { remember } from "./sidebar.js";
import { changed, state } from "./state.js";
import { stick } from "./scroll.js";

export function openThread(ts, andType = false) {
  state.thread = ts;
  remember();
  changed();
  if (andType) queueMicrotask(() => $("thread").querySelector("textarea")?.focus());
}

function closeThread() {
  state.thread = "";
  remember();
  changed();
}

function build(pane) {
  const { channel, thread } = state;
  const list = el("div", { class: "scroller messages" });
  const archived = state.channels.get(channel)?.is_archived;
  pane.replaceChildren(
    el("header", {}, el("h2", {}, "Thread"), iconButton("Hide thread", "×", closeThread)),
    list, el("div", { class: "notices", role: "status" }),
    archived ? "" : composer({ channel, thread }));
  Object.assign(pane, { list, source: `${state.me}${channel}${thread}${archived}` });
  pane.dataset.thread = thread;
  stick(list);
}

function empty(pane) {
  pane.source = "";
  delete pane.dataset.thread;
  pane.replaceChildren();
}

export function drawThread() {
  const pane = $("thread");
  pane.hidden = !state.thread || state.at !== "channel";
  if (pane.hidden) return empty(pane);
  const archived = state.channels.get(state.channel)?.is_archived;
  if (pane.source !== `${state.me}${state.channel}${state.thread}${archived}`) build(pane);
  drawMessages(pane.list, threadEntries(state.channel, state.thread));
  drawNotices(pane.querySelector(".notices"), state.thread);
  pane.list.toEnd();
}
