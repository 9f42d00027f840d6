// A whole document in a dialog: its section tree on one side, its text on the other, with a place of
// it marked. Offsets come in code points; a string counts UTF-16 units.
import { button, copy, h, tell } from "./dom.js";
import { get } from "./stream.js";
import { say, sayOr } from "./words.js";

const IN_TREE = new Set(["part", "chapter", "section", "article", "heading", "annex", "metadata", "contents", "preamble"]);
const kept = new Map(); // the documents read last
const MOST_KEPT = 6;

let dialog;

function frame() {
  dialog = h("dialog", { class: "wj-reader", "aria-labelledby": "wj-reader-title" });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (location.search.includes("open=")) history.replaceState(null, "", location.pathname);
  });
  document.body.append(dialog);
}

async function load(id) {
  if (!kept.has(id)) kept.set(id, await get(`/document/${encodeURIComponent(id)}`));
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return kept.get(id);
}

// Open a document at a place; without one, at its beginning.
export async function openDocument(id, start = 0, end = 0) {
  if (!dialog) frame();
  dialog.replaceChildren(h("p", { class: "wj-loading", role: "status" }, say("reader.opening")));
  if (!dialog.open) dialog.showModal();
  try {
    const found = await load(id);
    draw(found, start, end);
    history.replaceState(null, "", `${location.pathname}?open=${id}/${start}-${end}`);
  } catch (error) {
    dialog.close();
    tell(error.message, true);
  }
}

// A function from code points to positions in the string.
function units(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (point) => point;
  const at = [];
  let unit = 0;
  for (const character of text) {
    at.push(unit);
    unit += character.length;
  }
  at.push(unit);
  return (point) => at[Math.min(point, at.length - 1)];
}

function draw(found, start, end) {
  const at = units(found.text);
  const place = [at(start), at(end)];
  const pages = found.pages.map(at);
  const blocks = [];
  const entries = [];
  found.sections.forEach(([depth, kind, label, from, headingEnd, ownEnd], i) => {
    const [a, c] = [at(from), trimmed(found.text, at(from), at(ownEnd))];
    const b = Math.min(at(headingEnd), c);
    const block = h("section", { class: `wj-block wj-kind-${kind}`, id: `wj-section-${i}` });
    if (b > a) block.append(h("div", { class: `wj-heading wj-depth-${Math.min(depth, 6)}` }, pieces(found.text, a, trimmed(found.text, a, b), place, pages)));
    if (c > b) block.append(h("div", { class: "wj-text" }, pieces(found.text, begun(found.text, b, c), c, place, pages)));
    if (block.childNodes.length) blocks.push(block);
    if (IN_TREE.has(kind) && c > a) entries.push(entry(i, depth, label || sayOr(`section.${kind}`, kind), block));
  });
  const text = h("div", { class: "wj-whole", tabindex: "0", role: "document", "aria-label": found.title }, blocks);
  const tree = h("nav", { class: "wj-reader-tree", "aria-label": say("reader.tree") }, entries.length ? entries : h("p", { class: "wj-empty" }, say("reader.no_tree")));
  dialog.replaceChildren(head(found, start, end, tree), h("div", { class: "wj-pages" }, tree, text));
  const mark = text.querySelector("mark");
  if (mark) center(mark, text, tree);
  else text.focus();
}

// Blocks stand apart by themselves: line ends at their edges would be empty lines.
const trimmed = (text, a, b) => a + text.slice(a, b).trimEnd().length;
const begun = (text, a, b) => a + /^\s*\n|^/.exec(text.slice(a, b))[0].length;

// Parts that were not laid out yet change heights while we scroll to them: look again.
function center(mark, text, tree) {
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
  const go = () => mark.scrollIntoView({ block: "center" });
  go();
  requestAnimationFrame(() => { go(); requestAnimationFrame(go); });
  const block = mark.closest("section");
  const before = [...tree.querySelectorAll("button")].filter((one) => Number(one.dataset.section) <= Number(block.id.split("-").pop()));
  const own = before.at(-1);
  if (!own) return;
  own.setAttribute("aria-current", "true");
  tree.scrollTop = own.offsetTop - tree.clientHeight / 2;
}

function entry(i, depth, label, block) {
  const go = () => {
    for (const old of dialog.querySelectorAll(".wj-reader-tree [aria-current]")) old.removeAttribute("aria-current");
    one.setAttribute("aria-current", "true");
    one.closest("nav").classList.remove("wj-shown"); // on a phone it lies over the text
    block.scrollIntoView({ block: "start" });
    requestAnimationFrame(() => block.scrollIntoView({ block: "start" }));
  };
  const one = h("button", { type: "button", class: `wj-entry wj-in-${Math.min(Math.max(depth - 1, 0), 5)}`, "data-section": i, title: label, onclick: go }, label);
  return one;
}

// Text nodes from `a` to `b`, the place marked, pages told where they begin.
function pieces(text, a, b, [start, end], pages) {
  const inside = (x) => x > a && x < b;
  const turned = pages.filter((x) => x >= a && x < b && x > 0);
  const cuts = [...new Set([a, b, ...[start, end, ...turned].filter(inside)])].sort((x, y) => x - y);
  const found = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [from, to] = [cuts[i], cuts[i + 1]];
    if (turned.includes(from)) found.push(h("span", { class: "wj-page" }, say("evidence.page", { page: pages.indexOf(from) + 1 })));
    const part = text.slice(from, to);
    found.push(end > start && from >= start && to <= end ? h("mark", {}, part) : part);
  }
  return found;
}

function head(found, start, end, tree) {
  const facts = [found.number, found.issuer, found.published, sayOr(`validity.${found.validity.status}`, found.validity.status), found.source].filter(Boolean);
  const link = `${location.origin}/?open=${found.id}/${start}-${end}`;
  return h(
    "header",
    { class: "wj-reader-head" },
    button("list", say("reader.tree"), () => tree.classList.toggle("wj-shown"), { kind: "wj-narrow" }),
    h("div", {}, h("h2", { id: "wj-reader-title" }, found.title), h("p", { class: "wj-facts" }, facts.join(" · "))),
    button("link", say("reader.copy_link"), () => copy(link, say("told.link_copied"))),
    button("close", say("reader.close"), () => dialog.close()),
  );
}

// A link of ours, /?open=ID/START-END, opens the place here, wherever on the page it stands.
const LINK = /[?&]open=([0-9a-f]{1,64})(?:(?:\/|%2F)(\d{1,9})-(\d{1,9}))?/i;

export function openLink(address) {
  const found = LINK.exec(address);
  if (found) openDocument(found[1], Number(found[2] ?? 0), Number(found[3] ?? 0));
  return Boolean(found);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href*="?open="]');
  if (!link || link.classList.contains("wj-ref") || event.ctrlKey || event.metaKey) return;
  if (openLink(link.getAttribute("href"))) event.preventDefault();
});
