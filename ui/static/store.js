// Conversations, in this browser alone, under one key: the server keeps none. Each save reads what is
// there first, so that two windows do not lose each other's conversations.
const KEY = "wenju.conversations";
const CURRENT = "wenju.current"; // of this window
const MOST = 100;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && Array.isArray(one.turns)) : [];
  } catch {
    return [];
  }
}

function write(conversations) {
  let kept = conversations.slice(0, MOST);
  for (;;) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return;
    } catch (error) {
      if (kept.length < 2) throw error; // not even the newest fits
      kept = kept.slice(0, -1);
    }
  }
}

export const all = () => read().sort((a, b) => b.changed - a.changed);
export const find = (id) => read().find((one) => one.id === id);

export function save(conversation) {
  conversation.changed = Date.now();
  write([conversation, ...all().filter((one) => one.id !== conversation.id)]);
  sessionStorage.setItem(CURRENT, conversation.id);
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
export const current = () => find(sessionStorage.getItem(CURRENT)) ?? all()[0] ?? fresh();
export const choose = (id) => sessionStorage.setItem(CURRENT, id);
