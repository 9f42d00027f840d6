// The page's own words, from the same table that the server uses (ui/wording.py).
export const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const table = await (await fetch(`/wenju/words-${language}.json`)).json();

export function say(key, values = {}) {
  if (!(key in table)) throw new Error(`no words for ${key}`);
  return table[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// Words for a key that may be unknown: a status of another version, say.
export const sayOr = (key, otherwise) => (key in table ? table[key] : otherwise);
