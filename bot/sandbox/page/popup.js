// What opens above the page for one choice: a menu, or a button's confirm dialog.
import { el, freshId, iconButton } from "./dom.js";
import { textOf } from "./mrkdwn.js";

let shut = () => {};

// items: [{text, note, run, danger}]. Kept inside an open dialog, because nothing outside it can be reached then.
function openMenu(anchor, label, items) {
  shut();
  const choose = (item) => () => { shut(); item.run(); };
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label },
    items.map((item) =>
      el("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : null, onclick: choose(item) },
        item.text, item.note && el("small", {}, item.note))));
  (anchor.closest("dialog") ?? document.body).append(menu);
  place(menu, anchor.getBoundingClientRect());
  const outside = (event) => { if (!menu.contains(event.target)) shut(); };
  shut = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    shut = () => {};
  };
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", (event) => walk(event, menu, anchor));
  menu.firstElementChild?.focus();
}

// A small button that opens a menu of what it has to offer at that moment.
export const menuButton = (label, sign, items, props = {}) =>
  iconButton(label, sign, (event) => openMenu(event.currentTarget, label, items()), { "aria-haspopup": "menu", ...props });

function place(menu, at) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
}

function walk(event, menu, anchor) {
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  else if (event.key === "Escape") { shut(); anchor.focus(); } else return;
  event.preventDefault();
  event.stopPropagation();
}

// Resolves to true when the person agrees; a button without a confirm needs no agreement.
export function agreed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((done) => {
    const id = freshId();
    const answer = (yes) => () => { dialog.remove(); done(yes); };
    const dialog = el("dialog", { class: "confirm", "aria-labelledby": id, oncancel: answer(false) },
      el("h2", { id }, textOf(confirm.title)),
      el("div", { class: "text" }, textOf(confirm.text)),
      el("div", { class: "row end" },
        el("button", { type: "button", class: "button", onclick: answer(false) }, textOf(confirm.deny)),
        el("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger solid" : "primary"}`, onclick: answer(true) },
          textOf(confirm.confirm))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
