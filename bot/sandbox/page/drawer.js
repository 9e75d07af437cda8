// The other side of the glass: a drawer that shows, live, what goes on underneath, and makes the world worse.
import { ask } from "./api.js";
import { $, el, iconButton } from "./dom.js";
import { TABS } from "./glass.js";
import { buildKnobs, showKnobs } from "./knobs.js";
import { appName } from "./state.js";

const EACH_MS = 800;
const ALL = { knobs: ["Knobs", showKnobs], ...TABS };
let timer = 0;
let at = "knobs";

export function toggleDrawer(button) {
  const drawer = $("drawer");
  drawer.hidden = !drawer.hidden;
  document.body.classList.remove("menu-open");
  button.setAttribute("aria-expanded", String(!drawer.hidden));
  clearTimeout(timer);
  if (drawer.hidden) return button.focus();
  if (!drawer.firstChild) build(drawer, button);
  look();
}

function build(drawer, opener) {
  const names = Object.keys(ALL);
  const tabs = names.map((name) => el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => show(name) }, ALL[name][0]));
  const panels = names.map((name) => el("div", { role: "tabpanel", id: `panel-${name}`, class: "scroller panel", "aria-labelledby": `tab-${name}`, tabindex: "0" }));
  drawer.append(
    el("header", {}, el("h2", {}, "Behind the glass"), iconButton("Hide sandbox", "×", () => toggleDrawer(opener))),
    el("div", { id: "bot", role: "group", "aria-label": "The bot" }),
    el("div", { role: "tablist", "aria-label": "What to look at", onkeydown: walk }, tabs), ...panels);
  buildKnobs($("panel-knobs"), look);
  show(at);
}

function show(name) {
  at = name;
  for (const each of Object.keys(ALL)) {
    const isHere = each === name;
    $(`tab-${each}`).setAttribute("aria-selected", String(isHere));
    $(`tab-${each}`).tabIndex = isHere ? 0 : -1;
    $(`panel-${each}`).hidden = !isHere;
  }
  draw();
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = Object.keys(ALL);
  show(names.at((names.indexOf(at) + step) % names.length));
  $(`tab-${at}`).focus();
}

async function look() {
  clearTimeout(timer);
  if (!document.hidden) {
    const seen = await ask("/sandbox/glass");
    if (!seen.error) $("drawer").seen = seen;
    draw();
  }
  clearTimeout(timer);
  if (!$("drawer").hidden) timer = setTimeout(look, EACH_MS);
}

function draw() {
  const { seen } = $("drawer");
  if (!seen) return;
  drawBot($("bot"), seen.app);
  ALL[at][1]($(`panel-${at}`), seen);
}

function drawBot(row, app) {
  row.hidden = !app;
  const source = `${app?.is_running}${appName()}`;
  if (!app || row.source === source) return;
  row.source = source;
  const turn = (words, ...runs) => el("button", { type: "button", class: "button", onclick: () => order(row, runs) }, words);
  row.replaceChildren(
    el("span", { class: `lamp ${app.is_running ? "on" : ""}`, "aria-hidden": "true" }),
    el("span", { role: "status" }, `${appName()} ${app.is_running ? "is running" : "is stopped"}`),
    ...(app.is_running ? [turn("Stop", false), turn("Restart", false, true)] : [turn("Start", true)]));
}

async function order(row, runs) {
  for (const button of row.querySelectorAll("button")) Object.assign(button, { disabled: true });
  row.setAttribute("aria-busy", "true");
  for (const run of runs) await ask("/sandbox/bot", { run });
  row.removeAttribute("aria-busy");
  row.source = "";
  await look();
  row.querySelector("button")?.focus();
}
