// A list of messages, each kept in place by its ts, so that an edit never restarts a playing video.
import { person } from "./api.js";
import { drawBlock } from "./blocks.js";
import { el, iconButton, keyed, webLink } from "./dom.js";
import { drawFile } from "./files.js";
import { zoomed } from "./lightbox.js";
import { emoji } from "./emoji.js";
import { link, mrkdwn, nameOf } from "./mrkdwn.js";
import { menuButton } from "./popup.js";
import { runShortcut } from "./composer.js";
import { appName, inThread, isBroadcast, isGone, notice, ordered, replies, state, theApp } from "./state.js";
import { openThread } from "./thread.js";

const TOGETHER_SECONDS = 300;

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

const at = (ts) => new Date(Number(ts) * 1000);
const clock = (ts) => CLOCK.format(at(ts));
const midnight = (date) => date.setHours(0, 0, 0, 0);
const nameOfDay = (start) => (start === midnight(new Date()) ? "Today" : DAY.format(start));
const dayName = (ts) => nameOfDay(midnight(at(ts)));
const author = (m) => m.username || nameOf(m.user ?? theApp()?.id);
const who = (m) => (m.is_ephemeral ? "e" : "") + (m.user ?? m.bot_id);

export function channelEntries(channel) {
  const shown = ordered(channel).filter((m) => !inThread(m) || (isBroadcast(m) && !m.is_ephemeral));
  return withDays(entries(channel, shown, "channel"));
}

export function threadEntries(channel, root) {
  const first = state.messages.get(channel)?.get(root);
  return entries(channel, [...(first ? [first] : []), ...replies(channel, root)], "thread");
}

function entries(channel, messages, place) {
  return messages.map((message, n) => {
    const before = messages[n - 1];
    const joins = before && who(before) === who(message) && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS &&
      !isBroadcast(message) && !isGone(before) && !(place === "thread" && n === 1);
    const below = place === "channel" && !inThread(message) ? replies(channel, message.ts).filter((m) => !m.is_ephemeral) : [];
    const root = place === "channel" && isBroadcast(message) ? state.messages.get(channel)?.get(message.thread_ts) : null;
    const thread = { count: below.length, last: below.at(-1)?.ts, root: root && preview(root) };
    return { key: message.ts, channel, message, place, joins: Boolean(joins), ...thread };
  });
}

const preview = (m) => (isGone(m) ? "a deleted message" : el("p", {}, mrkdwn(m.text)).textContent);

function withDays(list) {
  let last = null;
  return list.flatMap((entry) => {
    const start = midnight(at(entry.message.ts));
    if (start === last) return [entry];
    last = start;
    const day = nameOfDay(start);
    return [{ key: day, day }, entry];
  });
}

export function drawMessages(list, all) {
  const create = (entry) => (entry.day ? el("div", { class: "day" }, el("span", {}, entry.day)) : frame(entry));
  keyed(list, all, (entry) => entry.key, create, (node, entry) => entry.day || fill(node, entry));
}

function frame({ channel, message }) {
  const parts = Object.fromEntries(["head", "body", "files", "foot", "tools"].map((name) => [name, el("div", { class: name })]));
  const node = el("article", { class: "message", "data-ts": message.ts, "data-channel": channel },
    el("div", { class: "gutter" }), el("div", { class: "content" }, parts.head, parts.body, parts.files, parts.foot), parts.tools);
  return Object.assign(node, { parts });
}

// What is the very same object needs no look inside; a message is only ever replaced, never changed.
const alike = (a, b) =>
  Object.keys(b).every((key) => a[key] === b[key] || (key === "message" && JSON.stringify(a[key]) === JSON.stringify(b[key])));

function fill(node, entry) {
  const { message, joins } = entry;
  const isSame = node.entry && alike(node.entry, entry);
  Object.assign(node, { entry, message });
  if (isSame) return;
  node.classList.toggle("joins", joins);
  node.classList.toggle("ephemeral", Boolean(message.is_ephemeral));
  const { head, body, files, foot, tools } = node.parts;
  node.firstElementChild.replaceChildren(joins ? el("time", {}, clock(message.ts)) : face(message));
  head.replaceChildren(...(isGone(message) ? [] : heading(entry)));
  drawBody(body, node, entry);
  keyed(files, isGone(message) ? [] : message.files ?? [], (file) => `${file.id}${file.mimetype}${file.mode}`, drawFile);
  foot.replaceChildren(...footing(entry));
  tools.replaceChildren(...(isGone(message) ? [] : toolbar(entry)));
}

export function face(m) {
  if (isGone(m)) return el("span", { class: "face gone", "aria-hidden": "true" }, "–");
  const user = state.users.get(m.user) ?? (m.bot_id ? theApp() : null);
  const letter = user?.is_bot ? "" : author(m)[0]?.toUpperCase();
  const node = el("span", { class: `face${user?.is_bot ? " bot" : ""}`, "aria-hidden": "true" }, letter);
  if (user?.color && !user.is_bot) node.style.background = `#${user.color.replace("#", "")}`;
  return node;
}

function heading({ message, joins, root, place }) {
  const isBot = state.users.get(message.user)?.is_bot || message.bot_id;
  const names = [el("b", {}, author(message)), isBot && el("span", { class: "badge" }, "APP"),
    el("time", { title: at(message.ts).toLocaleString("en-GB") }, clock(message.ts))];
  return [
    message.is_ephemeral && el("div", { class: "only" }, "Only visible to you"),
    root !== null && el("div", { class: "only" }, "replied to a thread: ",
      el("a", { href: "#", onclick: follow(message) }, root || "a message")),
    place === "thread" && isBroadcast(message) && el("div", { class: "only" }, "Also sent to the channel"),
    ...(joins ? [] : names),
    message.edited && el("small", { class: "edited" }, "(edited)"),
  ].filter(Boolean);
}

const follow = (message) => (event) => { event.preventDefault(); openThread(message.thread_ts); };

function drawBody(body, node, entry) {
  const { message, channel } = entry;
  if (isGone(message)) return body.replaceChildren(el("p", { class: "tombstone" }, "This message was deleted."));
  const blocks = message.blocks?.length ? message.blocks : [];
  const attached = (message.attachments ?? []).map((attachment) => ({ attachment }));
  const words = !blocks.length && message.text ? [{ words: message.text }] : [];
  const ctx = messageContext(channel, node);
  keyed(body, [...words, ...blocks, ...attached], (part, place) => place + JSON.stringify(part), (part) => {
    if (part.words) return el("div", { class: "words" }, mrkdwn(part.words));
    return part.attachment ? attachment(part.attachment, ctx) : drawBlock(part, ctx);
  });
}

function attachment(data, ctx) {
  const node = el("div", { class: "attachment" }, data.pretext && mrkdwn(data.pretext), data.author_name && el("small", {}, data.author_name),
    data.title && el("b", {}, link(data.title_link ?? "", data.title)),
    data.blocks ? data.blocks.map((block) => drawBlock(block, ctx)) : mrkdwn(data.text ?? data.fallback),
    webLink(data.image_url) && zoomed(data.image_url, el("img", { src: data.image_url, alt: data.fallback ?? "" })));
  node.append(...(data.fields ?? []).map(({ title, value }) => el("div", {}, el("b", {}, title), mrkdwn(value))));
  node.append(...(data.actions ?? []).map(({ text }) => el("div", { class: "plainly" }, el("small", {}, "legacy button"), text)));
  if (data.footer) node.append(el("small", {}, data.footer));
  if (/^#?[0-9a-f]{6}$/i.test(data.color ?? "")) node.style.borderColor = `#${data.color.replace("#", "")}`;
  return node;
}

function messageContext(channel, node) {
  const where = () => ({ channel, ts: node.message.ts });
  return {
    channel,
    act: async (block, element, fields, pressed) => {
      pressed?.setAttribute("aria-busy", "true");
      const answer = await person("click", { ...where(), block_id: block.block_id, action_id: element.action_id, ...fields });
      pressed?.removeAttribute("aria-busy");
      if (answer.ok === false) notice("Something went wrong with that button. Try again?", channel);
    },
    options: (block, element, value) => person("options", { ...where(), block_id: block.block_id, action_id: element.action_id, value }),
  };
}

function reaction({ name, users, count }, { channel, message }) {
  const words = `${emoji(name)} ${count}`;
  const title = `${users.map(nameOf).join(", ")} reacted with :${name}:`;
  const toggle = () => person("react", { channel, ts: message.ts, name });
  return el("button", { type: "button", class: "reaction", title, "aria-pressed": String(users.includes(state.me)), onclick: toggle }, words);
}

function footing(entry) {
  const { message, count, last } = entry;
  const reactions = isGone(message) ? [] : (message.reactions ?? []).map((each) => reaction(each, entry));
  if (!count) return reactions;
  const words = `${count} ${count === 1 ? "reply" : "replies"}`;
  return [
    ...reactions,
    el("button", { type: "button", class: "replies", onclick: () => openThread(message.ts) }, words),
    el("small", {}, `Last reply ${dayName(last) === "Today" ? "today" : `on ${dayName(last)}`} at ${clock(last)}`),
  ];
}

function toolbar(entry) {
  const { message, place } = entry;
  if (message.is_ephemeral) return [];
  const more = menuButton("More actions", "⋮", () => actions(entry));
  const reply = iconButton("Reply in thread", "💬", () => replyTo(message), { class: "icon reply" });
  return place === "channel" ? [reply, more] : [more];
}

const replyTo = (message) => openThread(message.thread_ts ?? message.ts, true);

function actions({ channel, message, place }) {
  const shortcuts = state.shortcuts.filter((shortcut) => shortcut.type === "message");
  const about = { channel, message_ts: message.ts, thread_ts: message.thread_ts };
  const may = message.user === state.me || state.users.get(state.me)?.is_admin;
  return [
    place === "channel" && { text: "Reply in thread", run: () => replyTo(message) },
    ...shortcuts.map((s) => ({ text: s.name, note: appName(), run: () => runShortcut(s, about) })),
    may && { text: "Delete message", danger: true, run: () => person("delete", { channel, ts: message.ts }) },
  ].filter(Boolean);
}
