// The interactive elements of Block Kit that hold a value. Each node knows how to read itself as view state.
// https://docs.slack.dev/reference/block-kit/block-elements
import { encoded } from "./api.js";
import { el, freshId } from "./dom.js";
import { textOf, nameOf } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { appName, mine, state } from "./state.js";

// Under which key an element's state keeps its value; `initial_…` follows from it.
const KEYS = {
  plain_text_input: "value", number_input: "value", url_text_input: "value", email_text_input: "value",
  rich_text_input: "rich_text_value", file_input: "files", checkboxes: "selected_options", radio_buttons: "selected_option",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
  static_select: "selected_option", external_select: "selected_option", users_select: "selected_user",
  channels_select: "selected_channel", conversations_select: "selected_conversation",
  multi_static_select: "selected_options", multi_external_select: "selected_options", multi_users_select: "selected_users",
  multi_channels_select: "selected_channels", multi_conversations_select: "selected_conversations",
};

export const holdsValue = (element) => element.type in KEYS;

function startOf(element, kept, channel) {
  const key = KEYS[element.type];
  if (kept?.type === element.type) return kept[key];
  if (element.default_to_current_conversation && channel) return element.type.startsWith("multi_") ? [channel] : channel;
  return element[`initial_${key.replace("selected_", "")}`];
}

// ctx: {act(block, element, fields, node), options(block, element, typed), kept, channel}
export function control(element, block, ctx, label) {
  const start = startOf(element, ctx.kept?.[block.block_id]?.[element.action_id], ctx.channel);
  const acts = block.type !== "input" || block.dispatch_action;
  const key = KEYS[element.type];
  const emit = () => acts && ctx.act(block, element, { [key]: node.read()[key] }, node);
  const part = DRAW[element.type]({ element, start, emit, block, ctx, label, id: freshId() });
  const node = part.node ?? part;
  node.classList.add("control");
  node.dataset.block = block.block_id;
  node.dataset.action = element.action_id;
  node.read = () => ({ type: element.type, [key]: part.get ? part.get() : node.value || null });
  node.settled = part.settled ?? (async () => node.read());
  node.target = part.target ?? node;
  if (!label) node.target.setAttribute("aria-label", element.placeholder?.text ?? "Choose");
  if (element.focus_on_load) node.target.autofocus = true;
  return node;
}

function typed(type, more) {
  return ({ element, start, emit, id, block }) => {
    const often = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
    return el("input", {
      id, type, value: start, placeholder: element.placeholder?.text, autocomplete: "off",
      maxlength: element.max_length, list: wantsPicture(element, block) ? "samples" : null, ...more?.(element),
      oninput: often && emit, onchange: type === "text" ? null : !often && emit,
      onkeydown: (event) => {
        if (event.key !== "Enter" || !block.dispatch_action) return;
        event.preventDefault();
        emit();
      },
    });
  };
}

const wantsPicture = (element, block) =>
  state.samples.length > 0 && /(image|picture) url/i.test(block.label?.text ?? "") && element.type !== "number_input";

function text(parts) {
  const { element, start, id } = parts;
  if (!element.multiline) return typed("text")(parts);
  return el("textarea", { id, rows: 4, placeholder: element.placeholder?.text, maxlength: element.max_length }, start ?? "");
}

function richText({ start, id, element }) {
  const lines = start?.elements?.flatMap((part) => part.elements ?? []).map((part) => part.text ?? "").join("") ?? "";
  const node = el("textarea", { id, rows: 4, placeholder: element.placeholder?.text }, lines);
  const section = () => ({ type: "rich_text_section", elements: [{ type: "text", text: node.value }] });
  return { node, get: () => (node.value ? { type: "rich_text", elements: [section()] } : null) };
}

const moment = ({ start, id, emit }) => {
  const local = start && new Date(start * 1000 - new Date(start * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const node = el("input", { id, type: "datetime-local", value: local, onchange: emit });
  return { node, get: () => (node.value ? Math.floor(new Date(node.value) / 1000) : null) };
};

const groupsOf = (element) => element.option_groups ?? [{ options: element.options ?? [] }];
const asOption = (value, name) => ({ text: { type: "plain_text", text: name }, value });
const people = () =>
  [...state.users.values()].map((user) => asOption(user.id, nameOf(user.id)));
function rooms(element) {
  const kinds = element.filter?.include;
  const kind = (c) => (c.is_im ? "im" : c.is_private ? "private" : "public");
  const noShared = element.filter?.exclude_external_shared_channels;
  const fits = (c) => !c.is_archived && !(noShared && c.is_ext_shared) && (kinds ? kinds.includes(kind(c)) : !c.is_im);
  return mine().filter(fits).map((c) => asOption(c.id, c.is_im ? appName() : `${c.is_private ? "" : "#"}${c.name}`));
}

function chooser(options, pick) {
  return ({ element, start, emit, id }) => {
    const all = options(element);
    const flat = all.flatMap((group) => group.options);
    const chosen = flat.findIndex((option) => option.value === (start?.value ?? start));
    const entry = (option) =>
      el("option", { value: flat.indexOf(option), selected: flat.indexOf(option) === chosen }, textOf(option.text));
    const node = el("select", { id, onchange: emit },
      el("option", { value: "" }, element.placeholder?.text ?? "Choose an option"),
      all.map((group) => (group.label ? el("optgroup", { label: group.label.text }, group.options.map(entry)) : group.options.map(entry))));
    return { node, get: () => pick(flat[node.value]) };
  };
}

const whole = (option) => option ?? null;
const valueOf = (option) => option?.value ?? null;

function local(options, pick) {
  return ({ element, start, emit, id }) => {
    const all = options(element);
    const flat = all.flatMap((group) => group.options);
    const wanted = (start ?? []).map((item) => item.value ?? item);
    const named = (query) => (option) => option.text.text.toLowerCase().includes(query.toLowerCase());
    const load = async (query) => all.map((group) => ({ ...group, options: group.options.filter(named(query)) }));
    return picker({ element, id, emit, load, multi: true, chosen: flat.filter((o) => wanted.includes(o.value)), pick });
  };
}

function external(multi) {
  return ({ element, start, emit, id, block, ctx }) => {
    const load = async (query) => {
      const answer = await ctx.options(block, element, query);
      return answer.option_groups ?? (answer.options ? [{ options: answer.options }] : null);
    };
    const chosen = multi ? start ?? [] : start ? [start] : [];
    return picker({ element, id, emit, load, multi, chosen, least: element.min_query_length ?? 3, pick: whole });
  };
}

function boxes(type) {
  return ({ element, start, emit, label, id }) => {
    const wanted = [start ?? []].flat().map((option) => option.value);
    const inputs = element.options.map((option) =>
      el("input", { type, name: id, id: freshId(), checked: wanted.includes(option.value), onchange: emit }));
    const rows = element.options.map((option, place) =>
      el("div", { class: "choice" }, inputs[place], el("label", { for: inputs[place].id }, textOf(option.text)),
        option.description && el("small", {}, textOf(option.description))));
    const node = el("div", { role: type === "radio" ? "radiogroup" : "group", class: "choices", "aria-labelledby": label }, rows);
    const chosen = () => element.options.filter((_, place) => inputs[place].checked);
    return { node, get: () => (type === "radio" ? chosen()[0] ?? null : chosen()) };
  };
}

function files({ element, id }) {
  const accept = element.filetypes?.map((type) => `.${type}`).join(",");
  const node = el("input", { id, type: "file", accept, multiple: (element.max_files ?? 10) > 1 });
  const read = async () => ({ type: "file_input", files: await encoded(node.files) });
  return { node, get: () => [...node.files].map((file) => ({ name: file.name })), settled: read };
}

const DRAW = {
  plain_text_input: text, rich_text_input: richText, file_input: files,
  email_text_input: typed("email"), url_text_input: typed("url"), datepicker: typed("date"), timepicker: typed("time"),
  number_input: typed("text", (e) => ({ inputmode: e.is_decimal_allowed ? "decimal" : "numeric" })),
  datetimepicker: moment, checkboxes: boxes("checkbox"), radio_buttons: boxes("radio"),
  static_select: chooser(groupsOf, whole), external_select: external(false),
  users_select: chooser(() => [{ options: people() }], valueOf),
  channels_select: chooser((e) => [{ options: rooms({ ...e, filter: { include: ["public"] } }) }], valueOf),
  conversations_select: chooser((e) => [{ options: rooms(e) }], valueOf),
  multi_static_select: local(groupsOf, whole), multi_external_select: external(true),
  multi_users_select: local(() => [{ options: people() }], valueOf),
  multi_channels_select: local((e) => [{ options: rooms({ ...e, filter: { include: ["public"] } }) }], valueOf),
  multi_conversations_select: local((e) => [{ options: rooms(e) }], valueOf),
};
