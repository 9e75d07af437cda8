// The page of the simulated Slack workspace: puts its parts together and redraws what changed.
import { followPermalink, lookAround, showFirstThread } from "./arrival.js";
import { composer } from "./composer.js";
import { drawBlock } from "./blocks.js";
import { $, el, iconButton, keyed } from "./dom.js";
import { channelEntries, drawMessages } from "./messages.js";
import { drawViews, valuesIn, viewContext } from "./modal.js";
import { drawNotices } from "./notices.js";
import { stick } from "./scroll.js";
import { buildSidebar, drawSidebar, goTo, remember } from "./sidebar.js";
import { appName, onChange, state } from "./state.js";
import { follow } from "./stream.js";
import { drawThread } from "./thread.js";
import { drawTour } from "./tour.js";

const asked = new URLSearchParams(location.search);

function become(user) {
  Object.assign(state, { me: user, thread: "", notices: [], unread: new Map(), views: [], home: null, at: "channel" });
  follow(user, (isLive) => { $("offline").hidden = isLive; if (isLive) remember(); });
}

const aboutChannel = (c) =>
  c.is_archived ? "Archived"
    : [c.is_ext_shared && "Shared with another company", !c.is_im && `${c.members?.length ?? 0} members`].filter(Boolean).join(" · ");

function drawTop() {
  const channel = state.channels.get(state.channel);
  const name = state.at === "home" || channel?.is_im ? appName() : `# ${channel?.name ?? ""}`;
  const about = state.at === "home" ? "App Home" : aboutChannel(channel ?? {});
  const source = name + about;
  if ($("top").source === source) return;
  $("top").source = source;
  $("top").replaceChildren(
    iconButton("Menu", "☰", () => document.body.classList.toggle("menu-open"), { class: "icon burger" }),
    el("h1", {}, name), el("small", {}, about));
  document.title = `${name.replace("# ", "#")} · ${state.team.name ?? "Slack"}`;
}

function drawComposer() {
  const channel = state.channels.get(state.channel);
  const source = state.at === "home" || !channel ? "" : `${state.me}${channel.id}${channel.name}${channel.is_archived}${state.canType}`;
  if ($("composer").source === source) return;
  $("composer").source = source;
  const closed = (words) => el("p", { class: "closed" }, words);
  $("composer").replaceChildren(...(!source ? [] : channel.is_archived ? [closed(`#${channel.name} is archived.`)]
    : state.canType ? [composer({ channel: channel.id })] : [closed("Nobody can type here.")]));
}

function drawChannel() {
  const list = $("messages");
  list.hidden = state.at !== "channel";
  const isOther = list.channel !== `${state.me}${state.channel}`;
  list.channel = `${state.me}${state.channel}`;
  if (list.hidden) return;
  drawMessages(list, channelEntries(state.channel));
  if (!list.firstElementChild) list.append(el("p", { class: "empty" }, `Nothing here yet. Type / to see what ${appName()} can do.`));
  list.toEnd(isOther);
}

function drawHome() {
  const home = $("home");
  home.hidden = state.at !== "home";
  if (home.hidden) return;
  const nothing = { type: "section", text: { type: "plain_text", text: `${appName()} has not published its Home yet.` } };
  const blocks = state.home?.blocks ?? [nothing];
  const ctx = viewContext(state.home ?? {}, valuesIn(home));
  keyed(home, blocks, (block, place) => `${state.home?.id}${place}${JSON.stringify(block)}`, (block) => drawBlock(block, ctx));
}

function drawSamples() {
  keyed($("samples"), state.samples, (s) => s.url, (s) => el("option", { value: s.url }, s.name));
}

function draw() {
  drawSidebar();
  drawTop();
  drawChannel();
  drawHome();
  showFirstThread();
  drawThread();
  drawComposer();
  drawSamples();
  drawViews();
  drawNotices($("notices"));
  drawTour($("tour"));
}

function start() {
  buildSidebar(become);
  document.body.append(el("datalist", { id: "samples" }));
  stick($("messages"));
  onChange(draw);
  document.addEventListener("click", followPermalink);
  document.addEventListener("click", (event) => {
    const channel = event.target.closest?.("[data-channel-link]")?.dataset.channelLink;
    if (channel) { event.preventDefault(); if (state.channels.has(channel)) goTo(channel); }
  });
  $("main").addEventListener("click", (event) => { if (!event.target.closest(".burger")) document.body.classList.remove("menu-open"); });
  state.channel = asked.get("channel") ?? "";
  become(asked.get("user") ?? "U0ANN00001");
  state.thread = asked.get("thread") ?? "";
  if (!state.channel) lookAround();
}

start();
