// Elements from data. Text becomes text nodes and nothing else: no string is ever parsed as HTML, so
// that no document, file name, question or model can bring an element, a style or a script along.
const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  plus: "M12 5v14M5 12h14",
  send: "M12 19V5M5 12l7-7 7 7",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  edit: "M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4",
  retry: "M4 12a8 8 0 1 0 3-6.2M4 4v4h4",
  close: "M6 6l12 12M18 6L6 18",
  list: "M4 6h16M4 12h16M4 18h16",
  filter: "M4 5h16l-6 8v6l-4-2v-4z",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  good: "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.5 1 2.2 2.6L12.5 9H19a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 18 20H7",
  wrong: "M12 8v5M12 16.5v.5M12 3l9.5 17h-19z",
  missing: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6",
  moon: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
  book: "M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "wj-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// A button with an icon; `label` is read out, and shown where `shown`.
export const button = (name, label, onclick, { shown = false, kind = "" } = {}) =>
  h(
    "button",
    { type: "button", class: `wj-button ${kind}`, title: label, "aria-label": label, onclick },
    name ? icon(name) : null,
    shown ? h("span", {}, label) : null,
  );

// A menu that closes when something in it is chosen, at Escape, and when another place is clicked.
export function menu(label, choices, shown = [label]) {
  const box = h(
    "details",
    { class: "wj-menu" },
    h("summary", { class: "wj-button", title: label, "aria-label": label }, ...shown),
    h(
      "div",
      { class: "wj-choices" },
      choices.map(([words, act]) =>
        h("button", { type: "button", onclick: () => { box.open = false; act(); } }, words),
      ),
    ),
  );
  return box;
}

document.addEventListener("click", (event) => {
  for (const box of document.querySelectorAll("details.wj-menu[open]")) {
    if (!box.contains(event.target)) box.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.wj-menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
  event.stopImmediatePropagation();
  event.preventDefault();
}, true);

let told;
// One sentence at the edge of the page, read out by screen readers.
export function tell(sentence, bad = false) {
  document.querySelector(".wj-told")?.remove();
  clearTimeout(told);
  const note = h("div", { class: `wj-told${bad ? " wj-told-bad" : ""}`, role: bad ? "alert" : "status" }, sentence);
  (document.querySelector("dialog[open]") ?? document.body).append(note);
  told = setTimeout(() => note.remove(), bad ? 8000 : 3000);
}

export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard outside https and localhost: the old way.
    const box = h("textarea", { class: "wj-away", "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  tell(done);
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const scroll = (element, block) =>
  element.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });
