// What this page knows no drawing for: its kind, and everything in it that people could read or press.
import { el, webLink } from "./dom.js";
import { link, rich, textOf } from "./mrkdwn.js";

const WORDS = new Set(["text", "title", "subtitle", "description", "caption", "alt_text", "value", "status", "name", "fallback", "external_id"]);
const TEXTS = new Set(["plain_text", "mrkdwn"]);
// Named by what they are for; what they hold is for the app.
const UNSEEN = new Set(["confirm", "options", "option_groups", "metadata", "placeholder"]);

// draw(part, block) is the drawing of a part that is known, or null; block is the nearest one that has an id.
export const plainly = (thing, block, draw) =>
  el("div", { class: "plainly" }, el("small", {}, String(thing.type).replaceAll("_", " ")), inside(thing, block, draw));

function inside(thing, block, draw) {
  return Object.entries(thing).flatMap(([key, value]) => {
    if (UNSEEN.has(key)) return [];
    if (Array.isArray(value)) return value.flatMap((each) => one(each, block, draw));
    if (value && typeof value === "object") return one(value, block, draw);
    if (WORDS.has(key)) return [el("div", {}, String(value))];
    return key.endsWith("url") && webLink(value) ? [el("div", {}, link(value))] : [];
  });
}

function one(value, block, draw) {
  if (!value || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((each) => one(each, block, draw));
  if (TEXTS.has(value.type)) return [el("div", {}, textOf(value))];
  if (value.type === "rich_text") return [el("div", {}, rich(value.elements))];
  const owner = value.block_id ? value : block;
  return [draw(value, owner) ?? el("div", { class: "plainly" }, inside(value, owner, draw))];
}
