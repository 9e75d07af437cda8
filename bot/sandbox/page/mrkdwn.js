// Slack's text formats, turned into nodes: mrkdwn, plain_text and rich_text.
// https://docs.slack.dev/messaging/formatting-message-text and https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
import { el, webLink } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { state } from "./state.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">" };
const decode = (text) => text.replace(/&(amp|lt|gt);/g, (_, name) => ENTITIES[name]);

const marked = (mark, name) =>
  `(?<![\\p{L}\\p{N}${mark}])${mark}(?<${name}>[^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)${mark}(?![\\p{L}\\p{N}${mark}])`;
const INLINE = new RegExp(
  ["<(?<angle>[^<>\\n]+)>", "`(?<code>[^`\\n]+)`", marked("\\*", "bold"), marked("_", "italic"), marked("~", "strike"),
    ":(?<emoji>[a-z0-9_+\\-]+):", "(?<url>https?:\\/\\/[^\\s<>|]*[^\\s<>|.,;:!?'\")\\]*_~])"].join("|"), "gu");
const TAGS = { bold: "strong", italic: "em", strike: "s" };

export const nameOf = (id) => {
  const user = state.users.get(id);
  return user?.real_name || user?.name || id;
};

const mention = (id, label) =>
  el("span", { class: `mention${id === state.me ? " me" : ""}` }, `@${label || nameOf(id)}`);

const channelLink = (id, label) =>
  el("a", { class: "mention", href: `?user=${state.me}&channel=${id}`, "data-channel-link": id },
    `#${state.channels.get(id)?.name ?? (label || "private")}`);

export const link = (url, label) => {
  const text = label || url.replace(/^mailto:/, "");
  return webLink(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : text;
};

// A time as its reader's own clock shows it: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
function moment([, seconds, format], fallback) {
  const at = new Date(Number(seconds) * 1000);
  const time = () => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const date = () => at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return Number.isNaN(at.valueOf()) ? fallback : format.replace(/\{time\w*\}/g, time).replace(/\{date\w*\}/g, date);
}

function angle(body) {
  const cut = body.indexOf("|");
  const [target, label] = cut < 0 ? [body, ""] : [body.slice(0, cut), decode(body.slice(cut + 1))];
  if (target[0] === "@") return mention(target.slice(1), label);
  if (target[0] === "#") return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) return moment(target.split("^"), label);
  if (target[0] === "!") return el("span", { class: "mention" }, label || `@${target.slice(1).split("^")[0]}`);
  return webLink(decode(target)) ? link(decode(target), label) : `<${decode(body)}>`;
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(end, match.index)));
    end = match.index + match[0].length;
    const [kind, found] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    if (kind === "angle") nodes.push(angle(found));
    else if (kind === "code") nodes.push(el("code", {}, decode(found)));
    else if (kind === "emoji") nodes.push(emoji(found));
    else if (kind === "url") nodes.push(link(decode(found)));
    else nodes.push(el(TAGS[kind], {}, inline(found)));
  }
  nodes.push(decode(text.slice(end)));
  return nodes;
}

const QUOTE = /^(?:&gt;|>) ?/;
const ITEM = /^\s*(?:[•◦▪-]|\d+\.) /;
const kindOfLine = (line) => (QUOTE.test(line) ? "quote" : ITEM.test(line) ? "item" : "text");

function paragraphs(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const kind = kindOfLine(line);
    if (runs.at(-1)?.kind === kind && kind !== "item") runs.at(-1).lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs.map(({ kind, lines }) => {
    if (kind === "quote") return el("blockquote", {}, inline(lines.map((line) => line.replace(QUOTE, "")).join("\n")));
    return el("div", { class: kind === "item" ? "item" : "para" }, inline(lines.join("\n")));
  });
}

export function mrkdwn(text) {
  return (text ?? "").split("```").flatMap((part, place) => {
    if (place % 2) return el("pre", {}, decode(part.replace(/^\n|\n$/g, "")));
    const trimmed = part.replace(place ? /^\n/ : /^$/, "");
    return trimmed ? paragraphs(trimmed) : [];
  });
}

// A text object: mrkdwn, or plain_text, in which only shortcodes mean anything.
export function textOf(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}

const RICH = {
  text: (e) => e.text,
  link: (e) => link(e.url, e.text),
  user: (e) => mention(e.user_id),
  channel: (e) => channelLink(e.channel_id),
  emoji: (e) => (e.unicode ? String.fromCodePoint(...e.unicode.split("-").map((hex) => parseInt(hex, 16))) : emoji(e.name)),
  broadcast: (e) => el("span", { class: "mention" }, `@${e.range}`),
  usergroup: (e) => el("span", { class: "mention" }, `@${e.usergroup_id}`),
  date: (e) => e.fallback ?? new Date(e.timestamp * 1000).toLocaleString(),
  color: (e) => el("code", {}, e.value),
  rich_text_section: (e) => el("div", { class: "para" }, rich(e.elements)),
  rich_text_quote: (e) => el("blockquote", {}, rich(e.elements)),
  rich_text_preformatted: (e) => el("pre", {}, rich(e.elements)),
  rich_text_list: (e) =>
    el(e.style === "ordered" ? "ol" : "ul", { class: `indent${e.indent ?? 0}`, start: (e.offset ?? 0) + 1 },
      e.elements.map((item) => el("li", {}, rich(item.elements)))),
};
const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

const otherwise = (e) => String(e.text ?? e.fallback ?? e.name ?? e.value ?? `[${e.type}]`);

export const rich = (elements) =>
  (elements ?? []).map((e) =>
    Object.keys(STYLES).filter((style) => e.style?.[style] === true).reduce((node, style) => el(STYLES[style], {}, node), RICH[e.type]?.(e) ?? otherwise(e)));
