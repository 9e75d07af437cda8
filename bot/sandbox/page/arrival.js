// How one gets to a thread without looking for it: by a permalink, or as a visitor who asked for no place at all.
import { goTo } from "./sidebar.js";
import { inThread, ordered, state, theApp } from "./state.js";
import { openThread } from "./thread.js";

const PERMALINK = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/;
let isLooking = false;

export function followPermalink(event) {
  const link = event.target.closest?.("a[href]");
  const url = link && new URL(link.href);
  const [, channel, seconds, rest] = (url?.origin === location.origin && PERMALINK.exec(url.pathname)) || [];
  if (!state.channels.has(channel)) return;
  event.preventDefault();
  goTo(channel);
  openThread(url.searchParams.get("thread_ts") ?? `${seconds}.${rest}`);
}

// Until the visitor does something: then they have found their own way. On a phone a thread would cover everything.
export function lookAround() {
  isLooking = matchMedia("(min-width: 1000px)").matches;
  for (const doing of ["pointerdown", "keydown"]) {
    document.addEventListener(doing, () => { isLooking = false; }, { capture: true, once: true });
  }
}

const speaksToMe = (m) => m.user === theApp()?.id && inThread(m) && !m.is_ephemeral && m.text?.includes(`<@${state.me}>`);

export function showFirstThread() {
  const spoken = isLooking && state.at === "channel" && ordered(state.channel).find(speaksToMe);
  if (!spoken) return;
  isLooking = false;
  openThread(spoken.thread_ts);
}
