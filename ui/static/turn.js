// One question with its answer, as elements.
import { button, copy, h, icon, menu, tell } from "./dom.js";
import { linkTo, references } from "./evidence.js";
import { post } from "./stream.js";
import { say } from "./words.js";

const TONES = { answered: "good", listed_only: "part", insufficient: "none" };
const VERDICTS = [["helpful", "good"], ["wrong_citation", "wrong"], ["missing", "missing"]];
const REFERENCE_STYLES = ["gbt7714", "legal", "plain"];

// What the browser shows of a turn, from the data of `chat.js`. `on` holds what its buttons do.
export function drawTurn(turn, number, on) {
  const marks = new Map([...turn.citations, ...(turn.rest ?? [])].map((cited) => [cited.id, cited]));
  const whole = turn.asked && turn.asked !== turn.question;
  return h(
    "article",
    { class: "wj-turn", id: `turn-${number}`, "aria-label": say("turn.label", { number }) },
    h(
      "div",
      { class: "wj-question" },
      h("p", {}, turn.question),
      button("edit", say("turn.edit"), () => on.edit(number)),
    ),
    whole ? h("p", { class: "wj-rewritten" }, say("turn.understood"), h("span", {}, turn.asked)) : null,
    turn.filters?.length ? h("p", { class: "wj-rewritten" }, say("turn.filtered"), h("span", {}, turn.filters.join("；"))) : null,
    answer(turn, number, marks, on),
    turn.state === "waiting" ? null : actions(turn, number, on),
  );
}

function answer(turn, number, marks, on) {
  if (turn.state === "waiting" && !turn.lines.length) {
    return h("div", { class: "wj-answer" }, h("p", { class: "wj-pending", role: "status" }, say("turn.looking")));
  }
  const lines = turn.lines.map((parts) => line(parts, number, marks, on));
  const notes = [...turn.notices, ...ended(turn)].map((note) => h("p", { class: "wj-note" }, note));
  return h("div", { class: "wj-answer" }, status(turn), lines, notes, hidden(turn, on));
}

const ended = (turn) => (turn.state === "stopped" ? [say("turn.stopped")] : []);

function status(turn) {
  if (turn.state === "failed") return h("p", { class: "wj-error", role: "alert" }, turn.error);
  if (!turn.status) return null;
  const sure = turn.status === "answered" && turn.confidence ? h("span", { class: "wj-soft", title: say("turn.sure_why") }, say("turn.sure", { percent: Math.round(turn.confidence * 100) })) : null;
  return h("p", { class: "wj-status" }, h("span", { class: `wj-badge wj-${TONES[turn.status]}` }, say(`status.${turn.status}`)), sure);
}

function line(parts, number, marks, on) {
  const cites = parts.some((part) => typeof part === "number");
  return h("p", { class: cites ? "wj-said" : "wj-lead" }, parts.map((part) => (typeof part === "number" ? chip(marks.get(part), part, number, on) : part)));
}

// A chip's address opens its place, also in a new window; a click shows it beside the answer.
function chip(cited, id, number, on) {
  if (!cited) return `[${id}]`;
  return h(
    "a",
    {
      class: "wj-ref",
      href: linkTo(cited),
      "aria-label": cited.title ? say("turn.chip", { number: id, title: cited.title }) : null,
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        hidePreview();
        on.cite(number, id);
      },
      onmouseenter: (event) => showPreview(event.target, cited),
      onmouseleave: hidePreview,
      onfocus: (event) => event.target.matches(":focus-visible") && showPreview(event.target, cited),
      onblur: hidePreview,
    },
    `[${id}]`,
  );
}

let preview;

function showPreview(chip, cited) {
  hidePreview();
  if (!cited.pieces) return; // its place alone is known
  const quote = cited.pieces.filter(([kind]) => kind > 0).map(([, text]) => text).join("");
  const section = cited.section.at(-1);
  preview = h(
    "div",
    { class: "wj-preview", role: "tooltip", id: "wj-preview" },
    h("b", {}, `《${cited.title}》`),
    section ? h("span", { class: "wj-path" }, section) : null,
    h("q", {}, quote.length > 160 ? `${quote.slice(0, 160)}…` : quote),
  );
  document.body.append(preview);
  chip.setAttribute("aria-describedby", "wj-preview");
  const box = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left - 20), innerWidth - preview.offsetWidth - 8);
  const above = box.top - preview.offsetHeight - 8;
  preview.style.left = `${left}px`;
  preview.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

export function hidePreview() {
  preview?.remove();
  preview = undefined;
  for (const chip of document.querySelectorAll(".wj-ref[aria-describedby]")) chip.removeAttribute("aria-describedby");
}

function hidden(turn, on) {
  if (!turn.hidden?.length) return null;
  const links = turn.hidden.flatMap((place, i) => [i ? "、" : "", h("a", { href: linkTo(place) }, `《${place.title}》`)]);
  return h(
    "p",
    { class: "wj-note wj-hidden" },
    say("turn.hidden"), links, " ",
    button("", say("turn.without_filter"), () => on.askFreely(turn.question), { shown: true }),
  );
}

function actions(turn, number, on) {
  const again = button("retry", say("turn.retry"), () => on.retry(number));
  if (turn.state !== "done") return h("div", { class: "wj-acts" }, again);
  const copies = [
    [say("turn.copy_answer"), () => copyAnswer(turn, "plain")],
    ...REFERENCE_STYLES.slice(0, 2).map((style) => [say("turn.copy_with", { style: say(`style.${style}`) }), () => copyAnswer(turn, style)]),
    [say("turn.copy_text"), () => copy(plain(turn), say("told.copied"))],
  ];
  const judge = VERDICTS.map(([verdict, name]) => {
    const one = button(name, say(`feedback.${verdict}`), () => judged(turn, verdict, number, on));
    one.setAttribute("aria-pressed", String(turn.verdict === verdict));
    return one;
  });
  return h("div", { class: "wj-acts" }, menu(say("turn.copy"), copies, [icon("copy"), h("span", {}, say("turn.copy"))]), again, h("span", { class: "wj-judge" }, judge));
}

const plain = (turn) =>
  turn.lines.map((parts) => parts.map((part) => (typeof part === "number" ? `[${part}]` : part)).join("")).join("\n");

async function copyAnswer(turn, style) {
  try {
    const found = await references(turn.citations);
    const list = turn.citations.map((cited, i) => `[${cited.id}] ${found[i][style]}`);
    await copy([plain(turn), "", ...list].join("\n").trim(), say("told.copied"));
  } catch (error) {
    tell(error.message, true);
  }
}

async function judged(turn, verdict, number, on) {
  const citations = turn.citations.map((cited) => ({
    document: cited.document, section: cited.section, start: cited.start, end: cited.end,
    quote: cited.pieces.filter(([kind]) => kind > 0).map(([, text]) => text).join(""),
  }));
  try {
    await post("/feedback", { question: turn.asked, status: turn.status, answer: plain(turn), citations, verdict, comment: "" });
    turn.verdict = verdict;
    on.changed(number);
    tell(say("feedback.thanks"));
  } catch (error) {
    tell(error.message, true);
  }
}
