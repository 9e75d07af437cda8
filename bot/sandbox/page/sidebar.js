// The left side: workspace, who one is, channels, the direct message with the app, its Home and the sandbox drawer.
import { person } from "./api.js";
import { $, el, keyed } from "./dom.js";
import { nameOf } from "./mrkdwn.js";
import { appName, changed, mine, state } from "./state.js";

export function goTo(channel) {
  Object.assign(state, { channel, thread: "", at: "channel" });
  state.unread.delete(channel);
  remember();
  document.body.classList.remove("menu-open");
  changed();
}

export function goHome() {
  Object.assign(state, { thread: "", at: "home" });
  document.body.classList.remove("menu-open");
  changed();
  person("home");
}

export function remember() {
  const { me: user, channel, thread } = state;
  history.replaceState(null, "", `?${new URLSearchParams({ user, channel, ...(thread && { thread }) })}`);
}

export function buildSidebar(become) {
  const picker = el("select", { id: "viewer", onchange: () => become(picker.value) });
  const heading = (words, id) => el("h2", { id }, words);
  const home = el("button", { type: "button", id: "app-home", class: "place", onclick: goHome }, icon("⌂"), "App Home");
  const sandbox = el("button", { type: "button", class: "place sandbox", "aria-expanded": "false", onclick: async () => (await import("./drawer.js")).toggleDrawer(sandbox) },
    icon("⚙"), "Sandbox");
  $("sidebar").append(
    el("header", {}, el("b", { id: "team" }), el("small", {}, "Simulated Slack")),
    el("div", { class: "viewer" }, el("label", { for: "viewer" }, "You are"), picker),
    el("div", { class: "lists" },
      heading("Channels"), el("div", { id: "rooms" }), heading("Direct messages", "ims-heading"), el("div", { id: "ims" }),
      heading("Apps"), home),
    sandbox);
}

const icon = (sign) => el("span", { class: "sign", "aria-hidden": "true" }, sign);
const signOf = (c) => (c.is_archived ? "▤" : c.is_im ? "●" : c.is_private ? "🔒︎" : "#");
const kindOf = (u) => (u.is_stranger ? " (other company)" : u.is_restricted ? " (guest)" : u.is_admin ? " (admin)" : "");

function room(channel) {
  return el("button", { type: "button", class: "place", "data-channel-id": channel.id, onclick: () => goTo(channel.id) });
}

function fill(node, c) {
  const isHere = state.at === "channel" && state.channel === c.id;
  const unread = state.unread.get(c.id);
  const source = JSON.stringify([c, isHere, unread]);
  if (node.source === source) return;
  node.source = source;
  node.classList.toggle("unread", unread !== undefined && !isHere);
  node.classList.toggle("dim", Boolean(c.is_archived));
  if (isHere) node.setAttribute("aria-current", "page");
  else node.removeAttribute("aria-current");
  const kinds = { private: c.is_private && !c.is_im, archived: c.is_archived, "shared with another company": c.is_ext_shared };
  node.title = Object.keys(kinds).filter((kind) => kinds[kind]).join(", ");
  node.replaceChildren(icon(signOf(c)), c.is_im ? appName() : c.name, ...(c.is_ext_shared ? [icon("⇄")] : []),
    ...(unread && !isHere ? [el("span", { class: "count", "aria-hidden": "true" }, String(unread))] : []));
}

export function drawSidebar() {
  $("team").textContent = state.team.name ?? "";
  const people = [...state.users.values()].filter((user) => !user.is_bot && user.id !== "USLACKBOT");
  keyed($("viewer"), people, (u) => u.id, (u) => el("option", { value: u.id }, nameOf(u.id) + kindOf(u)));
  $("viewer").value = state.me;
  keyed($("rooms"), mine().filter((c) => !c.is_im), (c) => c.id, room, fill);
  keyed($("ims"), mine().filter((c) => c.is_im), (c) => c.id, room, fill);
  $("ims-heading").hidden = !$("ims").firstChild;
  if (state.at === "home") $("app-home").setAttribute("aria-current", "page");
  else $("app-home").removeAttribute("aria-current");
}
