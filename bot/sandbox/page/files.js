// Files in messages: pictures, films with their player, sound, and anything else by its name.
import { fileUrl } from "./api.js";
import { el } from "./dom.js";
import { zoomed } from "./lightbox.js";

export function drawFile(file) {
  if (file.mode === "tombstone") return el("p", { class: "tombstone" }, "This file was deleted.");
  const name = file.title || file.name || "file";
  const download = el("a", { class: "file-name", href: fileUrl(file.id), download: file.name || name }, name);
  return el("div", { class: "file" }, download, inside(file, name));
}

function inside(file, name) {
  const src = fileUrl(file.id);
  const size = { width: file.original_w, height: file.original_h };
  const [kind] = (file.mimetype || "none").split("/");
  switch (kind) {
    case "none": return el("small", {}, "Processing …");
    case "video": return el("video", { src, controls: true, preload: "metadata", playsinline: true, "aria-label": name, ...size });
    case "audio": return el("audio", { src, controls: true, preload: "metadata", "aria-label": name });
    case "image": return zoomed(src, el("img", { src, alt: file.alt_txt || name, ...size }));
    default: return el("small", {}, `${file.size ?? "?"} bytes`);
  }
}
