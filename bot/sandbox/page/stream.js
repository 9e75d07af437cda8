// Live news: a snapshot after each (re)connection, then server-sent events in the order they come.
import { ask } from "./api.js";
import { EVENT_NAMES, apply, loadSnapshot, state } from "./state.js";

const RETRY_MS = 2000;
let source = null;

// News from a conversation that began, or that one joined, after the snapshot: it may have a past.
const isNew = (channel) => {
  const id = channel?.id ?? channel;
  const joined = channel?.members?.includes(state.me) && !state.messages.has(id);
  return Boolean(id) && (joined || !state.channels.has(id));
};

export function follow(user, onLink) {
  source?.close();
  const mine = new EventSource(`/sandbox/stream?user=${encodeURIComponent(user)}`);
  source = mine;
  let early = [];
  for (const name of EVENT_NAMES) {
    mine.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      if (early) early.push([name, data]);
      else if (isNew(data.channel)) load();
      else apply(name, data);
    });
  }
  // Events that overtake the snapshot wait for it; each is safe to apply to a snapshot that already holds it.
  const load = async () => {
    early = [];
    const snapshot = await ask(`/sandbox/state?user=${encodeURIComponent(user)}`);
    if (source !== mine || snapshot.error) return onLink(false);
    loadSnapshot(snapshot);
    for (const [name, data] of early ?? []) apply(name, data);
    early = null;
    onLink(true);
  };
  mine.onopen = load;
  // The browser tries again by itself unless the answer was no stream at all.
  mine.onerror = () => {
    onLink(false);
    if (mine.readyState === EventSource.CLOSED && source === mine) setTimeout(follow, RETRY_MS, user, onLink);
  };
}
