// Block Kit, drawn. What this page has no drawing for is shown plainly: an app's author must see what was posted.
// https://docs.slack.dev/reference/block-kit/blocks
import { fileUrl } from "./api.js";
import { el, freshId, webLink } from "./dom.js";
import { control, holdsValue } from "./inputs.js";
import { zoomed } from "./lightbox.js";
import { link, mrkdwn, rich, textOf } from "./mrkdwn.js";
import { plainly } from "./plainly.js";
import { agreed, menuButton } from "./popup.js";

export function drawBlock(block, ctx) {
  const node = DRAW[block.type]?.(block, ctx) ?? plainly(block, block, known(ctx));
  node.classList.add("block", block.type in DRAW ? block.type : "other");
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

const fileId = (file) => file.id ?? /F[A-Z0-9]{8,}/.exec(file.url ?? "")?.[0] ?? "";
const sourceOf = (image) => (image.slack_file ? fileUrl(fileId(image.slack_file)) : webLink(image.image_url));
const picture = (image) => el("img", { src: sourceOf(image), alt: image.alt_text ?? "" });

function button(element, block, ctx) {
  const press = async (event) => {
    if (!(await agreed(element.confirm))) return;
    if (webLink(element.url)) window.open(element.url, "_blank", "noopener");
    ctx.act(block, element, { value: element.value }, event.target.closest("button"));
  };
  return el("button", { type: "button", class: `button ${element.style ?? ""}`, "aria-label": element.accessibility_label, onclick: press },
    textOf(element.text));
}

function overflow(element, block, ctx) {
  const run = (option) => async () => {
    if (!(await agreed(element.confirm))) return;
    if (webLink(option.url)) window.open(option.url, "_blank", "noopener");
    ctx.act(block, element, { selected_option: option }, node);
  };
  const items = element.options.map((option) => ({ text: textOf(option.text), note: option.description?.text, run: run(option) }));
  const node = menuButton("More options", "⋯", () => items, { class: "button more" });
  return node;
}

const known = (ctx) => (part, block) => (part.type in DRAW ? drawBlock(part, ctx) : drawn(part, block, ctx));
const piece = (element, block, ctx) => drawn(element, block, ctx) ?? plainly(element, block, known(ctx));
const choices = ({ positive_button: yes, negative_button: no }) => [yes, no];

function drawn(element, block, ctx) {
  if (element.type === "button" || element.type === "workflow_button") return button(element, block, ctx);
  if (element.type === "icon_button") return button(element, block, ctx);
  if (element.type === "feedback_buttons") return choices(element).map((choice) => button({ ...element, ...choice }, block, ctx));
  if (element.type === "overflow") return overflow(element, block, ctx);
  if (element.type === "image") return picture(element);
  return holdsValue(element) ? control(element, block, confirming(element, ctx)) : null;
}

const confirming = (element, ctx) => ({
  ...ctx,
  act: async (...choice) => { if (await agreed(element.confirm)) ctx.act(...choice); },
});

function section(block, ctx) {
  const words = el("div", { class: "text" }, block.text && el("div", {}, textOf(block.text)),
    block.fields && el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textOf(field)))));
  return el("div", {}, words, block.accessory && el("div", { class: "accessory" }, piece(block.accessory, block, ctx)));
}

function input(block, ctx) {
  const id = freshId();
  const node = control(block.element, block, ctx, id);
  const isGroup = node.target === node && node.hasAttribute("role");
  const notes = [freshId(), freshId()];
  node.target.setAttribute("aria-describedby", notes.join(" "));
  if (!block.optional) node.target.setAttribute("aria-required", "true");
  return el("div", {},
    el("div", { class: "label" },
      isGroup ? el("span", { id }, textOf(block.label)) : el("label", { id, for: node.target.id }, textOf(block.label)),
      block.optional ? el("small", { "aria-hidden": "true" }, "optional") : el("i", { "aria-hidden": "true" }, "*")),
    node,
    el("p", { class: "error", role: "alert", id: notes[0] }),
    el("p", { class: "hint", id: notes[1] }, block.hint && textOf(block.hint)));
}

const ALIGN = (block, column) => block.column_settings?.[column]?.align ?? "left";

function table(block) {
  const cell = (tag) => (data, column) =>
    el(tag, { class: ALIGN(block, column) }, data.type === "rich_text" ? rich(data.elements) : String(data.text ?? data.value ?? ""));
  const [head, ...rows] = block.rows;
  return el("div", {}, el("table", {}, block.caption && el("caption", {}, block.caption), el("thead", {}, el("tr", {}, head.map(cell("th")))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell("td")))))));
}

const asMrkdwn = (text) =>
  text.replace(/^#{1,6} (.+)$/gm, "*$1*").replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");

const SPOKEN = { plain_text: true, mrkdwn: true };

function row(block, ctx) {
  return el("div", { class: "row" }, block.elements.map((element) => piece(element, block, ctx)));
}

const DRAW = {
  section, input, table, data_table: table,
  header: (block) => el("h3", {}, textOf(block.text)),
  divider: () => el("hr"),
  context: (block, ctx) => el("div", {}, block.elements.map((part) => (part.type in SPOKEN ? el("span", {}, textOf(part)) : piece(part, block, ctx)))),
  image: (block) => el("figure", {}, block.title && el("figcaption", {}, textOf(block.title)),
    zoomed(sourceOf(block), picture(block))),
  actions: row, context_actions: row,
  rich_text: (block) => el("div", {}, rich(block.elements)),
  markdown: (block) => el("div", {}, mrkdwn(asMrkdwn(block.text))),
  alert: (block) => el("div", { class: `alert ${block.level ?? "default"}` }, textOf(block.text)),
  video: (block) => el("figure", {}, el("figcaption", {}, link(block.title_url ?? block.video_url, block.title.text)),
    el("img", { src: webLink(block.thumbnail_url), alt: block.alt_text })),
};
