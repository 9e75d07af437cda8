// Where people type: messages, slash commands with their completion, shortcuts and files.
import { encoded, person } from "./api.js";
import { el, freshId, iconButton, keyed } from "./dom.js";
import { menuButton } from "./popup.js";
import { appName, notice, state } from "./state.js";

const INVITE = { command: "/invite", usage_hint: "@someone", description: "Invite someone to this channel" };
const drafts = new Map();

const commands = () => [...state.commands, ...(state.commands.some((c) => c.command === "/invite") ? [] : [INVITE])];
const shortcuts = () => state.shortcuts.filter((shortcut) => shortcut.type === "global");

// As Slack's client does before it sends: known names become mentions.
function withMentions(text) {
  const people = [...state.users.values()].sort((a, b) => (b.real_name ?? "").length - (a.real_name ?? "").length);
  return people.reduce((words, user) => words.replaceAll(`@${user.real_name || user.name}`, `<@${user.id}>`), text);
}

// The same words that Slack's notice on the stream has, so that they are shown once.
const failure = (name, error) =>
  (error === "invalid_command" ? `${name} is not a valid command.` : `${name} failed with the error "${error}"`);

export async function runShortcut(shortcut, about) {
  const answer = await person("shortcut", { callback_id: shortcut.callback_id, ...about });
  if (answer.ok === false) notice(`${shortcut.name} did not work. Try again?`, about.channel);
}

export function composer({ channel, thread = "" }) {
  const key = `${state.me} ${channel} ${thread}`;
  const where = state.channels.get(channel);
  const target = where?.is_im ? appName() : `#${where?.name}`;
  const listId = freshId();
  const list = el("div", { class: "options up", role: "listbox", id: listId, "aria-label": "Slash commands", hidden: true });
  const hint = el("div", { class: "usage", hidden: true });
  const box = el("textarea", {
    rows: 1, "aria-label": thread ? "Reply" : `Message ${target}`, placeholder: thread ? "Reply …" : `Message ${target}`,
    "aria-controls": listId, "aria-autocomplete": "list",
    oninput: typed, onkeydown: keys, onfocus: typed, onblur: () => { list.hidden = true; },
  }, drafts.get(key) ?? "");
  const attached = el("div", { class: "chips" });
  const file = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-hidden": "true", onchange: showFiles });
  const plus = menuButton("Shortcuts", "+", plusItems);
  const go = iconButton("Send message", "➤", null, { type: "submit", class: "icon send" });
  let offered = [];
  let at = 0;

  function typed() {
    drafts.set(key, box.value);
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
    const [, name, rest] = /^(\/\S*)(\s[^]*)?$/.exec(box.value) ?? [];
    offered = name && rest === undefined && !thread ? commands().filter((c) => c.command.startsWith(name.toLowerCase())) : [];
    at = 0;
    list.hidden = !offered.length || document.activeElement !== box;
    drawList();
    const known = rest !== undefined && !thread && commands().find((c) => c.command === name);
    hint.hidden = !known;
    if (known) hint.replaceChildren(el("b", {}, known.command), ` ${known.usage_hint ?? ""}`);
  }

  function drawList() {
    const row = (command) =>
      el("div", { role: "option", id: freshId(), onpointerdown: (event) => event.preventDefault(), onclick: () => complete(command) },
        el("b", {}, command.command), " ", el("span", { class: "usage-hint" }, command.usage_hint), el("small", {}, command.description));
    keyed(list, offered, (command) => command.command, row, (node, command) => {
      node.classList.toggle("at", command === offered[at]);
      node.setAttribute("aria-selected", String(command === offered[at]));
    });
    if (list.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  }

  function complete(command) {
    box.value = `${command.command} `;
    box.focus();
    typed();
  }

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const open = !list.hidden;
    if (open && step) { at = (at + step + offered.length) % offered.length; drawList(); }
    else if (open && event.key === "Escape") list.hidden = true;
    else if (open && (event.key === "Tab" || (event.key === "Enter" && offered[at].command !== box.value))) complete(offered[at]);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) form.requestSubmit();
    else return;
    event.preventDefault();
  }

  function plusItems() {
    return [
      ...shortcuts().map((shortcut) => ({ text: shortcut.name, note: appName(), run: () => runShortcut(shortcut, { channel }) })),
      { text: "Upload a file", run: () => file.click() },
      ...state.samples.map((sample) => ({ text: `Insert ${sample.name}`, note: "Sample picture", run: () => insert(sample.url) })),
    ];
  }

  function insert(words) {
    box.value = `${box.value}${box.value && !/\s$/.test(box.value) ? " " : ""}${words} `;
    box.focus();
    typed();
  }

  function showFiles() {
    attached.replaceChildren(...[...file.files].map((one) => el("span", { class: "chip" }, one.name)));
  }

  async function send(event) {
    event.preventDefault();
    const text = box.value.trim();
    const files = file.files;
    if (!text && !files.length) return;
    if (text.startsWith("/")) return sendCommand(text);
    const attachments = files.length ? await encoded(files) : undefined;
    empty();
    const message = { channel, text: withMentions(text), thread_ts: thread || undefined, files: attachments };
    const answer = await person("message", message);
    if (answer.ok === false) notice(`Your message was not sent: ${answer.error}`, channel, thread);
  }

  async function sendCommand(text) {
    const name = text.split(/\s/)[0];
    if (thread) return notice(`${name} is not supported in threads. Sorry!`, channel, thread);
    empty();
    const answer = await person("command", { channel, text });
    if (answer.ok === false && name !== "/invite") notice(failure(name, answer.error), channel);
  }

  function empty() {
    box.value = "";
    file.value = "";
    showFiles();
    typed();
  }

  const form = el("form", { class: "composer", onsubmit: send }, list, hint, attached, el("div", { class: "line" }, plus, box, go), file);
  return form;
}
