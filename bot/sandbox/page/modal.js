// Modals: the stack of open views, each kept in place so that what was typed survives an update from the app.
import { person } from "./api.js";
import { drawBlock } from "./blocks.js";
import { $, el, freshId, iconButton, keyed } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { closeViews, state } from "./state.js";

const TROUBLE = "We had some trouble connecting. Try again?";
const dialogs = new Map();

export const viewContext = (view, kept) => ({
  kept,
  channel: view.context_channel ?? state.channel,
  act: (block, element, fields, node) => actIn(view, block, element, fields, node),
  options: (block, element, value) =>
    person("options", { view_id: view.id, block_id: block.block_id, action_id: element.action_id, value }),
});

async function actIn(view, block, element, fields, node) {
  node.setAttribute("aria-busy", "true");
  await person(`views/${view.id}/action`, { block_id: block.block_id, action_id: element.action_id, ...fields });
  node.removeAttribute("aria-busy");
}

const controls = (root) => [...root.querySelectorAll(".control")];

export function valuesIn(root) {
  const values = {};
  for (const node of controls(root)) (values[node.dataset.block] ??= {})[node.dataset.action] = node.read();
  return values;
}

async function settledValues(root) {
  const values = {};
  for (const node of controls(root)) (values[node.dataset.block] ??= {})[node.dataset.action] = await node.settled();
  return values;
}

export function drawViews() {
  const open = new Set(state.views.map((view) => view.id));
  for (const [id, dialog] of dialogs) if (!open.has(id)) { dialog.remove(); dialogs.delete(id); }
  for (const view of state.views) {
    if (!dialogs.has(view.id)) dialogs.set(view.id, frame(view));
    fill(dialogs.get(view.id), view);
  }
  for (const [id, dialog] of dialogs) dialog.classList.toggle("under", id !== state.views.at(-1)?.id);
}

function frame(view) {
  const id = freshId();
  const dialog = el("dialog", { class: "modal", "aria-labelledby": id },
    el("form", { novalidate: true },
      el("header", {}, el("h2", { id }), iconButton("Dismiss", "×", dismiss)),
      el("div", { class: "blocks scroller" }), el("p", { class: "error banner", role: "alert" }), el("footer", { class: "row end" })));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); dismiss(); });
  const form = dialog.firstElementChild;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(dialog); });
  for (const name of ["input", "change"]) form.addEventListener(name, (event) => clear(event.target.closest(".block.input")));
  $("main").append(dialog);
  dialog.showModal();
  return dialog;
}

function fill(dialog, view) {
  const source = JSON.stringify(view);
  if (dialog.source === source) return;
  const first = !dialog.source;
  Object.assign(dialog, { source, view });
  dialog.querySelector("h2").replaceChildren(...textOf(view.title));
  const blocks = dialog.querySelector(".blocks");
  const held = document.activeElement.closest("[data-action]")?.dataset;
  const ctx = viewContext(view, first ? view.state?.values : valuesIn(blocks));
  keyed(blocks, view.blocks, (block, place) => `${block.block_id ?? place}${JSON.stringify(block)}`, (block) => drawBlock(block, ctx));
  const words = view.close ? textOf(view.close) : view.submit ? "Cancel" : "Close";
  const close = el("button", { type: "button", class: "button", onclick: () => leave(dialog) }, words);
  const submitter = view.submit && el("button", { type: "submit", class: "button primary" }, textOf(view.submit));
  dialog.querySelector("footer").replaceChildren(...[close, submitter].filter(Boolean));
  if (!blocks.contains(document.activeElement)) toType(blocks, held)?.focus();
}

// Where the typing goes on after an update: the same field, else the one that asks for it, else the first.
function toType(blocks, held) {
  const fields = controls(blocks).filter((node) => node.target.matches("input:not([type=file]):not([role]), textarea"));
  const same = fields.find((node) => node.dataset.block === held?.block && node.dataset.action === held?.action);
  return same?.target ?? blocks.querySelector("[autofocus]") ?? fields[0]?.target;
}

async function submit(dialog) {
  const { view } = dialog;
  if (!view.submit || dialog.getAttribute("aria-busy")) return;
  dialog.setAttribute("aria-busy", "true");
  const answer = await person(`views/${view.id}/submit`, { values: await settledValues(dialog) });
  dialog.removeAttribute("aria-busy");
  dialog.querySelector(".banner").textContent = answer.ok || answer.errors ? "" : TROUBLE;
  for (const block of dialog.querySelectorAll(".block.input")) show(block, answer.errors?.[block.dataset.blockId]);
  dialog.querySelector("[aria-invalid]")?.focus();
}

function show(block, error) {
  block.querySelector(".error").textContent = error ?? "";
  const target = block.querySelector(".control").target;
  if (error) target.setAttribute("aria-invalid", "true");
  else target.removeAttribute("aria-invalid");
}

const clear = (block) => block && show(block);

function leave({ view }) {
  closeViews([view.id]);
  person(`views/${view.id}/close`);
}

// The cross shuts the whole stack.
function dismiss() {
  const top = state.views.at(-1);
  closeViews(state.views.map((view) => view.id));
  person(`views/${top.id}/close`, { all: true });
}
