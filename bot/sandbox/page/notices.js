// Slack's own lines: what it says when an app did not answer or a command does not exist.
import { el, iconButton, keyed } from "./dom.js";
import { changed, state } from "./state.js";

const SHOWN = 3;

export function drawNotices(box, thread = "") {
  const here = state.notices.filter((n) => n.channel === state.channel && n.thread === thread).slice(-SHOWN);
  keyed(box, here, (n) => n.id, (n) =>
    el("div", { class: "notice" }, el("span", {}, el("b", {}, "Slack "), n.text),
      iconButton("Dismiss", "×", () => drop(n))));
}

function drop(gone) {
  state.notices = state.notices.filter((n) => n !== gone);
  changed();
}
