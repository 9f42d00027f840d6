// Conversations, in this browser alone, under one key: the server keeps none. Each save reads what is
// there first, so that two windows do not lose each other's conversations.
const KEY = "wenju.conversations";
const CURRENT = "wenju.current"; // of this window
const MOST = 100;
const DROPPED = 0.8; // of the conversations stay where the storage is full

// A browser that is told to store nothing throws already at the name; then a page remembers until
// it is left.
function storage(name) {
  try {
    return window[name];
  } catch {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  }
}
const lasting = storage("localStorage");
const passing = storage("sessionStorage");

function read() {
  try {
    const kept = JSON.parse(lasting.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && Array.isArray(one.turns)) : [];
  } catch {
    return [];
  }
}

// Returns how many of the oldest had to go.
function write(conversations) {
  let kept = conversations.slice(0, MOST);
  for (;;) {
    try {
      lasting.setItem(KEY, JSON.stringify(kept));
      return conversations.length - kept.length;
    } catch (error) {
      if (kept.length < 2) throw error; // not even the newest fits
      kept = kept.slice(0, Math.floor(kept.length * DROPPED));
    }
  }
}

export const all = () => read().sort((a, b) => b.changed - a.changed);
export const find = (id) => read().find((one) => one.id === id);

// Returns how many old conversations had to go; throws where not even this one fits.
export function save(conversation) {
  conversation.changed = Date.now();
  passing.setItem(CURRENT, conversation.id);
  return write([conversation, ...all().filter((one) => one.id !== conversation.id)]);
}

export function remove(id) {
  write(all().filter((one) => one.id !== id));
}

export const fresh = () => ({
  id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
  changed: Date.now(),
  draft: "",
  filter: {},
  turns: [],
});

// The conversation of this window, else the newest.
export const current = () => find(passing.getItem(CURRENT)) ?? all()[0] ?? fresh();
export const choose = (id) => passing.setItem(CURRENT, id);
