// The first minute: what to do next, ticked off as it is done, until one closes it.
import { ask } from "./api.js";
import { $, el, iconButton } from "./dom.js";
import { changed, state } from "./state.js";

const ALL_DONE = "That is all of it. Sandbox, at the bottom left, shows what went on underneath.";

export function drawTour(box) {
  const { steps } = state.tour;
  box.hidden = !steps.length || state.at !== "channel";
  const source = JSON.stringify(steps);
  if (box.source === source) return;
  box.source = source;
  const next = steps.find((step) => !step.done);
  box.replaceChildren(
    el("header", {}, el("b", {}, "A first minute"), el("ol", {}, steps.map((step, n) => item(step, n, step === next))),
      iconButton("Close the tour", "×", close)),
    el("div", { class: "row" }, el("span", { role: "status" }, next?.hint ?? ALL_DONE),
      next?.types && el("button", { type: "button", class: "button", onclick: () => typed(next.types) }, "Type it for me")));
}

const item = ({ title, done }, n, isNext) =>
  el("li", { class: done && "done", "aria-current": isNext && "step" },
    el("span", { class: "tick", role: done && "img", "aria-label": done && "Done" }, done ? "✓" : String(n + 1)), title);

function typed(words) {
  const box = $("composer").querySelector("textarea");
  if (!box) return;
  box.value = words;
  box.dispatchEvent(new Event("input"));
  box.focus();
}

function close() {
  state.tour = { steps: [] };
  changed();
  ask("/sandbox/tour", undefined, "DELETE");
}
