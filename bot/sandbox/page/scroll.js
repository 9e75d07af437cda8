// A list that stays at its end while news arrives, unless one has scrolled up to read.

const NEAR_PX = 60;

export function stick(list) {
  let atEnd = true;
  let before = 0;
  // Content that grows fires no scroll of its own, so only a move upwards says that somebody reads.
  list.onscroll = () => {
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    if (isNear || list.scrollTop < before) atEnd = isNear;
    before = list.scrollTop;
  };
  list.toEnd = (always = false) => {
    if (always) atEnd = true;
    if (atEnd) list.scrollTop = list.scrollHeight;
  };
  // Pictures grow when they arrive, and the list is reflowed when a pane opens beside it.
  new ResizeObserver(() => list.toEnd()).observe(list);
  for (const event of ["load", "loadedmetadata"]) list.addEventListener(event, () => list.toEnd(), true);
}
