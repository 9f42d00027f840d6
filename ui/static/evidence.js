// The evidence of one answer: its cards, and what can be done with each.
import { button, copy, h, icon, menu, scroll, tell } from "./dom.js";
import { openDocument } from "./reading.js";
import { post } from "./stream.js";
import { say, sayOr } from "./words.js";

const TONES = { 现行有效: "good", 时效未知: "none" };
const STYLES = ["gbt7714", "legal", "plain"];
const cached = new Map();

export const linkTo = (place) => `/?open=${place.document}/${place.start}-${place.end}`;
const place = ({ document, start, end }) => ({ document, start, end });

// References to these places, each in every style; where the server has it no more, what we know.
export async function references(places) {
  const wanted = places.filter((one) => !cached.has(linkTo(one)));
  if (wanted.length) {
    const found = await post("/chat/references", { places: wanted.map(place) });
    wanted.forEach((one, i) => cached.set(linkTo(one), found[i]));
  }
  return places.map((one) => {
    const known = cached.get(linkTo(one));
    const number = one.number ? `（${one.number}）` : "";
    const plain = `《${one.title}》${number}${one.section.join(" ")}`;
    return { gbt7714: plain, legal: plain, plain, ...known };
  });
}

export function validityBadge(validity) {
  if (!validity) return null;
  const tone = TONES[validity.status] ?? "part";
  const why = validity.proof ? `${validity.words}（“${validity.proof}”）` : validity.words;
  const shown = sayOr(`validity.${validity.status}`, validity.status);
  return h("span", { class: `wj-badge wj-${tone}`, title: why }, shown);
}

const dotted = (parts) =>
  parts.flatMap((part, i) => (i ? [h("i", { "aria-hidden": "true" }, "·"), part] : [part]));

export function passage(pieces, cut) {
  const marked = pieces.map(([kind, text]) =>
    kind === 0 ? text : h("mark", { class: kind === 2 ? "wj-asked" : null }, text),
  );
  const rest = cut ? [h("span", { class: "wj-soft" }, say("evidence.cut", { count: cut }))] : [];
  return h("blockquote", { class: "wj-passage" }, marked, rest);
}

function card(cited, turn) {
  const facts = [cited.number, cited.issuer, cited.published].filter(Boolean);
  const badge = validityBadge(cited.validity);
  const where = [
    cited.page ? say("evidence.page", { page: cited.page }) : null,
    say("evidence.characters", { start: cited.start + 1, end: cited.end }),
    cited.source,
  ].filter(Boolean);
  const reason = h("div", { class: "wj-why", hidden: true });
  return h(
    "article",
    {
      class: "wj-card",
      id: cited.id ? `cite-${cited.id}` : null,
      tabindex: cited.id ? "-1" : null,
      "aria-label": cited.id ? say("evidence.card", { number: cited.id, title: cited.title }) : cited.title,
    },
    h(
      "h3",
      { class: "wj-title" },
      cited.id ? h("span", { class: "wj-number" }, String(cited.id)) : null,
      h("span", {}, `《${cited.title}》`),
    ),
    h("p", { class: "wj-facts" }, dotted([...facts, badge].filter(Boolean))),
    cited.section.length
      ? h("p", { class: "wj-path" }, cited.section.flatMap((label, i) =>
          i ? [h("i", { "aria-hidden": "true" }, "›"), label] : [label]))
      : null,
    passage(cited.pieces, cited.cut),
    h("p", { class: "wj-place" }, dotted(where)),
    h(
      "div",
      { class: "wj-acts" },
      button("book", say("evidence.open"), () => openDocument(cited.document, cited.start, cited.end), { shown: true }),
      menu(
        say("evidence.copy"),
        STYLES.map((style) => [say(`style.${style}`), () => copyReference(cited, style)]),
        [icon("copy"), h("span", {}, say("evidence.copy"))],
      ),
      button("", say("evidence.why"), () => why(cited, turn, reason), { shown: true }),
    ),
    reason,
  );
}

async function copyReference(cited, style) {
  try {
    const [found] = await references([cited]);
    await copy(found[style], say("told.copied"));
  } catch (error) {
    tell(error.message, true);
  }
}

async function why(cited, turn, box) {
  box.hidden = !box.hidden;
  if (box.hidden || box.childElementCount) return;
  box.setAttribute("role", "status");
  box.textContent = say("why.looking");
  try {
    const found = await post("/chat/why", { question: turn.asked, filter: turn.filter ?? {}, ...place(cited) });
    box.replaceChildren(...reasons(found));
  } catch (error) {
    box.textContent = error.message;
  }
}

function reasons(found) {
  const understood = h("p", {}, found.understood);
  if (!found.rank) return [h("p", {}, say("why.structure")), understood];
  const rows = found.parts.map(([name, value]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, sayOr(`part.${name}`, name)),
      h("td", { class: "wj-gauge" }, h("meter", { min: 0, max: 1, value: Math.abs(value), "aria-label": name })),
      h("td", {}, value.toFixed(2)),
    ),
  );
  return [
    h("p", {}, say("why.rank", { rank: found.rank, total: found.total.toFixed(2) })),
    h("p", {}, found.words.length ? say("why.words", { words: found.words.join("、") }) : say("why.no_words")),
    understood,
    h("table", {}, h("tbody", {}, rows)),
  ];
}

// Fill the panel with the evidence of a turn.
export function showEvidence(panel, turn, number) {
  if (!turn) {
    panel.replaceChildren(
      h("h2", { class: "wj-h2" }, say("evidence.title")),
      h("p", { class: "wj-empty" }, say("evidence.empty")),
    );
    return;
  }
  const cards = turn.citations.map((cited) => card(cited, turn));
  const near = turn.nearest.length
    ? [h("p", { class: "wj-label" }, say("evidence.nearest")), ...turn.nearest.map((hit) => card(hit, turn))]
    : [];
  const none = cards.length || near.length ? [] : [h("p", { class: "wj-empty" }, say("evidence.none"))];
  panel.replaceChildren(
    h("h2", { class: "wj-h2" }, say("evidence.title")),
    h("p", { class: "wj-about" }, say("evidence.about", { number }), h("span", {}, turn.question)),
    ...cards,
    ...(turn.rest?.length ? [h("p", { class: "wj-soft" }, say("evidence.rest", { count: turn.rest.length }))] : []),
    ...near, ...none,
  );
}

// Outline a card, bring it into view, and give it the focus.
export function activate(panel, number) {
  for (const old of panel.querySelectorAll(".wj-active")) old.classList.remove("wj-active");
  const found = panel.querySelector(`#cite-${number}`);
  if (!found) return;
  found.classList.add("wj-active");
  scroll(found, "nearest");
  found.focus({ preventScroll: true });
}
