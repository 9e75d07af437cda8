// A picture in full, above everything; the arrow keys lead to the others in the same list.
import { el, iconButton } from "./dom.js";

const wantsItsOwnTab = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

// A link around a picture: without the lightbox, or with a key held, it opens the picture itself.
export const zoomed = (src, image) =>
  el("a", { href: src, target: "_blank", rel: "noopener", class: "zoom", onclick: (event) => {
    if (wantsItsOwnTab(event)) return;
    event.preventDefault();
    open(event.currentTarget);
  } }, image);

function open(link) {
  const all = [...(link.closest(".scroller, dialog") ?? document).querySelectorAll("a.zoom")];
  let at = all.indexOf(link);
  const picture = el("img", {});
  const caption = el("span", {});
  const original = el("a", { target: "_blank", rel: "noopener" }, "Open original");
  const step = (by) => () => { at = (at + by + all.length) % all.length; show(); };
  const close = () => dialog.close();
  const dialog = el("dialog", { class: "lightbox", "aria-label": "Picture", onclose: () => dialog.remove(), onkeydown: walk, onclick: aside },
    el("header", {}, caption, original, iconButton("Close picture", "×", close)),
    el("div", { class: "stage" },
      all.length > 1 && iconButton("Previous picture", "‹", step(-1)), picture, all.length > 1 && iconButton("Next picture", "›", step(1))));

  function show() {
    const { href, firstElementChild: { alt } } = all[at];
    Object.assign(picture, { src: href, alt });
    caption.textContent = alt;
    original.href = href;
  }
  function walk({ key }) {
    if (all.length > 1 && (key === "ArrowLeft" || key === "ArrowRight")) step(key === "ArrowLeft" ? -1 : 1)();
  }
  function aside({ target }) {
    if (target === dialog || target.className === "stage") close();
  }

  show();
  document.body.append(dialog);
  dialog.showModal();
}
