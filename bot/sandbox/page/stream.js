// Live news: a snapshot after each (re)connection, then server-sent events in the order they come.
import { ask } from "./api.js";
import { EVENT_NAMES, apply, loadSnapshot } from "./state.js";

const RETRY_MS = 2000;
let source = null;

export function follow(user, onLink) {
  source?.close();
  const mine = new EventSource(`/sandbox/stream?user=${encodeURIComponent(user)}`);
  source = mine;
  let early = [];
  for (const name of EVENT_NAMES) {
    mine.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      if (early) early.push([name, data]);
      else apply(name, data);
    });
  }
  // Events that overtake the snapshot wait for it; each is safe to apply to a snapshot that already holds it.
  mine.onopen = async () => {
    early = [];
    const snapshot = await ask(`/sandbox/state?user=${encodeURIComponent(user)}`);
    if (source !== mine || snapshot.error) return onLink(false);
    loadSnapshot(snapshot);
    for (const [name, data] of early ?? []) apply(name, data);
    early = null;
    onLink(true);
  };
  // The browser tries again by itself unless the answer was no stream at all.
  mine.onerror = () => {
    onLink(false);
    if (mine.readyState === EventSource.CLOSED && source === mine) setTimeout(follow, RETRY_MS, user, onLink);
  };
}
