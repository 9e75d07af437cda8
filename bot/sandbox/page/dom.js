// Elements made of data: everything that comes from outside ends as text or as a checked attribute.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const iconButton = (label, sign, onclick, props = {}) =>
  el("button", { type: "button", class: "icon", "aria-label": label, onclick, ...props }, sign);

export const $ = (id) => document.getElementById(id);

export const webLink = (url) => (/^(https?:\/\/|mailto:)/i.test(url ?? "") ? url : null);

let last = 0;
export const freshId = () => `x${++last}`;

// Brings a parent's children in line with entries without touching, or moving, a child that stays: a moved video stops.
export function keyed(parent, entries, keyOf, create, update = () => {}) {
  const wanted = entries.map((entry, place) => [`${keyOf(entry, place)}`, entry]);
  const keys = new Set(wanted.map(([key]) => key));
  const there = new Map();
  for (const child of [...parent.children]) {
    if (keys.has(child.key) && !there.has(child.key)) there.set(child.key, child);
    else child.remove();
  }
  let next = parent.firstElementChild;
  for (const [key, entry] of wanted) {
    const node = there.get(key) ?? Object.assign(create(entry), { key });
    update(node, entry);
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}
