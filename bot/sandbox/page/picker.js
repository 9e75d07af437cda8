// A select that one types into: options that the app sends as one types, and every select of several.
import { el, freshId } from "./dom.js";
import { textOf } from "./mrkdwn.js";

const PAUSE_MS = 120;

export function picker({ element, id, emit, load, multi, chosen, pick, least = 0 }) {
  let picked = [...chosen];
  let shown = [];
  let at = 0;
  let asked = 0;
  let timer;
  const listId = freshId();
  const list = el("div", { class: "options", role: "listbox", id: listId, hidden: true });
  const chips = el("span", { class: "chips" });
  const input = el("input", {
    id, role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
    placeholder: element.placeholder?.text ?? "Choose an option", oninput: () => seek(input.value), onkeydown: keys,
    onfocus: () => { if (!multi) input.select(); seek(multi || !picked.length ? input.value : ""); },
    onclick: () => { if (list.hidden) seek(multi || !picked.length ? input.value : ""); }, onblur: () => { close(); rest(); },
  });
  const node = el("div", { class: "picker" }, multi && chips, input, list);

  // Answers may come in another order than the questions: only that to the newest question counts.
  function seek(query) {
    clearTimeout(timer);
    const question = ++asked;
    if (query.length < least) return message(`Type at least ${least} character${least > 1 ? "s" : ""}`);
    timer = setTimeout(async () => {
      if (list.hidden) message("Loading …");
      const groups = await load(query);
      if (question === asked && document.activeElement === input) show(groups);
    }, least || query ? PAUSE_MS : 0);
  }

  function message(text) {
    shown = [];
    open(el("div", { class: "none" }, text));
  }

  function show(groups) {
    if (!groups) return message("Result not loaded. Try again");
    shown = groups.flatMap((group) => group.options);
    at = 0;
    if (!shown.length) return message("No results");
    const heading = (group) => (group.label ? [el("div", { class: "group" }, textOf(group.label))] : []);
    open(...groups.flatMap((group) => [...heading(group), ...group.options.map(row)]));
    mark();
  }

  const has = (option) => picked.some((one) => one.value === option.value);

  function row(option) {
    const held = (event) => event.preventDefault();
    return el("div", { role: "option", id: freshId(), "aria-selected": String(has(option)), onpointerdown: held, onclick: () => choose(option) },
      textOf(option.text), option.description && el("small", {}, textOf(option.description)));
  }

  function open(...rows) {
    list.replaceChildren(...rows);
    list.hidden = false;
    list.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark() {
    const rows = list.querySelectorAll("[role=option]");
    rows.forEach((one, place) => one.classList.toggle("at", place === at));
    rows[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[at]?.id ?? "");
  }

  function choose(option) {
    if (!multi) picked = [option];
    else if (has(option)) picked = picked.filter((one) => one.value !== option.value);
    else if (picked.length < (element.max_selected_items ?? Infinity)) picked = [...picked, option];
    close();
    input.value = "";
    rest();
    tell();
  }

  function tell() {
    node.dispatchEvent(new Event("change", { bubbles: true }));
    emit();
  }

  // What the field reads like when nobody types in it; an emptied field is a choice taken back.
  function rest() {
    if (multi) chips.replaceChildren(...picked.map(chip));
    else if (picked.length && input.value === "" && input.dataset.cleared) { picked = []; tell(); }
    else input.value = picked[0]?.text.text ?? "";
    delete input.dataset.cleared;
  }

  const chip = (option) =>
    el("span", { class: "chip" }, textOf(option.text),
      el("button", { type: "button", "aria-label": `Remove ${option.text.text}`, onclick: () => choose(option) }, "×"));

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden && step) seek(multi || !picked.length ? input.value : "");
    else if (step && shown.length) { at = (at + step + shown.length) % shown.length; mark(); }
    else if (event.key === "Enter" && !list.hidden) { if (shown[at]) choose(shown[at]); }
    else if (event.key === "Escape" && !list.hidden) { close(); event.stopPropagation(); }
    else if (event.key === "Backspace" && multi && !input.value && picked.length) choose(picked.at(-1));
    else return;
    event.preventDefault();
  }

  input.addEventListener("input", () => { if (!input.value) input.dataset.cleared = "yes"; });
  rest();
  return { node, target: input, get: () => (multi ? picked.map(pick) : pick(picked[0])) };
}
