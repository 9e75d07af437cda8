// What this viewer's Slack holds, and how each event of the stream changes it.

export const state = {
  me: "", team: {}, users: new Map(), channels: new Map(), messages: new Map(), views: [], home: null,
  commands: [], shortcuts: [], samples: [], notices: [], unread: new Map(), canType: true, tour: { steps: [] },
  channel: "", thread: "", at: "channel",
};

let draw = () => {};
let waiting = false;

export const onChange = (redraw) => { draw = redraw; };

export function changed() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => { waiting = false; draw(); });
}

const byId = (things) => new Map((things ?? []).map((thing) => [thing.id, thing]));

export function loadSnapshot(data) {
  Object.assign(state, {
    me: data.me?.id ?? data.me, team: data.team ?? {}, users: byId(data.users), channels: byId(data.channels),
    messages: new Map(Object.entries(data.messages ?? {}).map(([id, list]) => [id, new Map(list.map((m) => [m.ts, m]))])),
    views: data.views ?? [], home: data.home ?? null, commands: data.commands ?? [],
    shortcuts: data.shortcuts ?? [], samples: data.samples ?? [], canType: data.people_can_type !== false, tour: data.tour ?? { steps: [] },
  });
  if (!mine().some((channel) => channel.id === state.channel)) state.channel = mine()[0]?.id ?? "";
  changed();
}

export const theApp = () => [...state.users.values()].find((user) => user.is_bot);
export const appName = () => theApp()?.real_name ?? "App";
export const mine = () => [...state.channels.values()].filter((c) => c.is_im || c.members?.includes(state.me));
export const inThread = (m) => Boolean(m.thread_ts) && m.thread_ts !== m.ts;
export const isBroadcast = (m) => Boolean(m.reply_broadcast) || m.subtype === "thread_broadcast";
export const isGone = (m) => Boolean(m.deleted) || m.subtype === "tombstone";

// A channel's messages in their order, and the replies of each thread; made once per change, for drawing asks often.
const indexes = new WeakMap();
const NOTHING = { all: [], threads: new Map() };

function indexOf(channel) {
  const list = state.messages.get(channel);
  if (!list) return NOTHING;
  if (!indexes.has(list)) {
    const all = [...list.values()].sort((a, b) => Number(a.ts) - Number(b.ts));
    indexes.set(list, { all, threads: Map.groupBy(all.filter(inThread), (m) => m.thread_ts) });
  }
  return indexes.get(list);
}

export const ordered = (channel) => indexOf(channel).all;
export const replies = (channel, root) => indexOf(channel).threads.get(root) ?? [];

function keep(list, message) {
  list.set(message.ts, message);
  indexes.delete(list);
}

function put(channel, message) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  const list = state.messages.get(channel);
  keep(list, { ...(list.get(message.ts)?.is_ephemeral && { is_ephemeral: true }), ...message });
}

function arrive(channel, message) {
  const isNew = !state.messages.get(channel)?.has(message.ts);
  put(channel, message);
  if (!isNew || message.user === state.me || (state.channel === channel && state.at === "channel")) return;
  const named = `${message.text} ${JSON.stringify(message.blocks ?? "")}`.includes(`<@${state.me}>`);
  if (inThread(message) && !isBroadcast(message) && !named) return;
  const before = state.unread.get(channel) ?? 0;
  state.unread.set(channel, before + (named || state.channels.get(channel)?.is_im ? 1 : 0));
}

function remove({ channel, ts }) {
  const list = state.messages.get(channel);
  const root = list?.get(ts);
  if (root && !root.is_ephemeral && replies(channel, ts).some((m) => !m.is_ephemeral)) {
    return keep(list, { ts, thread_ts: ts, deleted: true });
  }
  list?.delete(ts);
  indexes.delete(list);
}

function renewFile({ file }) {
  for (const list of state.messages.values()) {
    for (const m of list.values()) {
      if (!m.files?.some((f) => f.id === file.id)) continue;
      keep(list, { ...m, files: m.files.map((f) => (f.id === file.id ? { ...f, ...file } : f)) });
    }
  }
}

function putView({ view }) {
  if (view.type === "home") state.home = view;
  else if (state.views.some((v) => v.id === view.id)) state.views = state.views.map((v) => (v.id === view.id ? view : v));
  else state.views = [...state.views, view];
}

function updateView({ view }) {
  if (view.type === "home" || state.views.some((v) => v.id === view.id)) putView({ view });
}

export function closeViews(ids) {
  state.views = state.views.filter((v) => !ids.includes(v.id));
  changed();
}

let notices = 0;
export function notice(text, channel = state.channel, thread = "") {
  state.notices = [...state.notices.filter((n) => n.text !== text || n.channel !== channel), { id: ++notices, text, channel, thread }];
  changed();
}

const ephemeral = ({ channel, message, thread_ts }) =>
  put(channel, { ...message, is_ephemeral: true, thread_ts: message.thread_ts ?? thread_ts });

const EVENTS = {
  message: ({ channel, message }) => arrive(channel, message),
  message_changed: ({ channel, message }) => put(channel, message),
  message_deleted: remove,
  ephemeral, ephemeral_changed: ephemeral, ephemeral_deleted: remove,
  file: renewFile,
  view_open: putView, view_push: putView, view_update: updateView,
  view_close: ({ view_id }) => closeViews([view_id]),
  home: ({ view }) => { state.home = view; },
  channel: ({ channel }) => { state.channels.set(channel.id, { ...state.channels.get(channel.id), ...channel }); },
  tour: (tour) => { state.tour = tour; },
  notice: ({ channel, text }) => notice(text, channel),
};

export const EVENT_NAMES = Object.keys(EVENTS);

export function apply(name, data) {
  EVENTS[name](data);
  changed();
}
