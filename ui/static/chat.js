// The conversation: asks, shows, keeps. Only the turn that changes is drawn again, so that the
// twentieth answer costs no more than the first.
import { button, calm, h, icon, menu, tell } from "./dom.js";
import { activate, showEvidence } from "./evidence.js";
import { clean, drawPanel, inWords, showChosen } from "./filters.js";
import { openDocument } from "./reading.js";
import * as store from "./store.js";
import { ask, fetched, get } from "./stream.js";
import { drawTurn, hidePreview } from "./turn.js";
import { language, say } from "./words.js";

const LONGEST = 2000; // characters of a question, as the server has it

let talk; // the conversation that is shown
let shown = 0; // the turn whose evidence is shown, from 1
let running = null; // stops the answer that is under way
let editing = 0; // the turn that the next question replaces
const parts = {};

export function openChat(root) {
  talk = store.current();
  parts.turns = h("div", { class: "wj-turns", role: "log", "aria-label": say("chat.log"), tabindex: "0" });
  parts.evidence = h("section", { class: "wj-evidence", "aria-label": say("evidence.title"), tabindex: "0" });
  parts.history = h("nav", { class: "wj-history", "aria-label": say("chat.history") });
  root.append(h("div", { class: "wj-desk" }, parts.history, h("div", { class: "wj-talk" }, bar(), parts.turns, composer()), parts.evidence));
  show();
}

function bar() {
  const kinds = ["md", "html", "docx"].map((kind) => [say(`export.${kind}`), () => exported(kind)]);
  return h(
    "div",
    { class: "wj-bar" },
    button("list", say("chat.history"), () => parts.history.classList.toggle("wj-shown"), { kind: "wj-narrow" }),
    h("h2", { class: "wj-h2", id: "wj-name" }),
    menu(say("export.title"), kinds, [icon("save"), h("span", {}, say("export.title"))]),
    button("plus", say("chat.new"), begin, { shown: true }),
  );
}

function composer() {
  parts.box = h("textarea", {
    id: "wj-box", rows: 1, "aria-label": say("chat.question"), placeholder: say("chat.placeholder"),
    onkeydown: typed, oninput: () => { grow(); talk.draft = parts.box.value; later(); },
  });
  parts.chosen = h("div", { class: "wj-chosen", "aria-live": "polite" });
  parts.panel = h("div", { class: "wj-panel", id: "wj-panel", hidden: true });
  parts.open = button("filter", say("filter.title"), togglePanel);
  parts.open.setAttribute("aria-expanded", "false");
  parts.open.setAttribute("aria-controls", "wj-panel");
  parts.send = h("button", { type: "submit", class: "wj-send", title: say("chat.send"), "aria-label": say("chat.send") }, icon("send"));
  parts.note = h("p", { class: "wj-trouble", role: "alert", hidden: true });
  const form = h("form", { class: "wj-compose" }, parts.panel, parts.chosen, parts.note, h("div", { class: "wj-line" }, parts.open, parts.box, parts.send), h("p", { class: "wj-hint" }, say("chat.keys")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) stop();
    else send(parts.box.value);
  });
  return form;
}

function typed(event) {
  // Enter that confirms a word of a Chinese input method is not Enter that asks.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (!running) send(parts.box.value);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  hidePreview();
  if (parts.history?.classList.contains("wj-shown")) parts.history.classList.remove("wj-shown");
  else if (running) stop();
  else if (editing) stopEditing();
  else if (parts.panel && !parts.panel.hidden) togglePanel();
});

function grow() {
  parts.box.style.height = "auto";
  parts.box.style.height = `${Math.min(parts.box.scrollHeight, 180)}px`;
}

let saving;
const later = () => { clearTimeout(saving); saving = setTimeout(keep, 400); };

function keep() {
  clearTimeout(saving);
  if (!talk.turns.length && !talk.draft) return;
  try {
    const gone = store.save(talk);
    if (gone) tell(say("told.made_room", { count: gone }), true);
  } catch {
    tell(say("error.full"), true);
  }
}
addEventListener("pagehide", () => talk && keep());

// Draw the conversation anew: another was chosen, or turns were taken away.
function show() {
  for (const turn of talk.turns) if (turn.state === "waiting") turn.state = "stopped"; // by a reload
  parts.turns.replaceChildren(...talk.turns.map((turn, i) => drawTurn(turn, i + 1, on)));
  if (!talk.turns.length) welcome();
  parts.box.value = talk.draft ?? "";
  grow();
  setFilter(talk.filter ?? {});
  look(talk.turns.length);
  list();
  parts.turns.scrollTop = parts.turns.scrollHeight;
}

async function welcome() {
  const row = h("div", { class: "wj-suggested", role: "group", "aria-label": say("chat.suggested") });
  const box = h("div", { class: "wj-welcome" }, h("p", { class: "wj-big" }, say("chat.welcome")), h("p", { class: "wj-soft" }, say("app.motto")), row);
  parts.turns.append(box);
  const questions = await get("/chat/suggestions").catch(() => []);
  if (!box.isConnected) return;
  row.append(...questions.map((question) => h("button", { type: "button", class: "wj-suggestion", onclick: () => send(question, { typed: false }) }, question)));
}

function list() {
  document.getElementById("wj-name").textContent = talk.turns[0]?.question ?? say("chat.new");
  const rows = store.all().filter((one) => one.turns.length).map((one) =>
    h(
      "li",
      { class: one.id === talk.id ? "wj-chosen-talk" : null },
      h("button", { type: "button", class: "wj-talk-name", "aria-current": one.id === talk.id ? "true" : null, onclick: () => choose(one.id) }, one.turns[0].question),
      button("close", say("chat.remove", { name: one.turns[0].question.slice(0, 30) }), () => forget(one.id)),
    ),
  );
  const close = button("close", say("reader.close"), () => parts.history.classList.remove("wj-shown"), { kind: "wj-narrow" });
  parts.history.replaceChildren(h("div", { class: "wj-with" }, h("h2", { class: "wj-h2" }, say("chat.history")), close), rows.length ? h("ul", {}, rows) : h("p", { class: "wj-empty" }, say("chat.no_history")), h("p", { class: "wj-soft" }, say("chat.only_here")));
}

function leave() {
  stop();
  stopEditing();
  keep();
  parts.history.classList.remove("wj-shown");
}

function begin() {
  leave();
  talk = store.fresh();
  show();
  parts.box.focus();
}

function choose(id) {
  leave();
  talk = store.find(id) ?? store.fresh();
  store.choose(talk.id);
  show();
}

function forget(id) {
  store.remove(id);
  if (id === talk.id) {
    talk = store.fresh();
    show();
  } else list();
  tell(say("told.removed"));
}

function setFilter(filter) {
  talk.filter = clean(filter);
  showChosen(parts.chosen, talk.filter, changeFilter);
  parts.open.classList.toggle("wj-on", Object.keys(talk.filter).length > 0);
}

function changeFilter(filter) {
  const focused = document.activeElement?.id;
  setFilter(filter);
  later();
  if (!parts.panel.hidden) drawPanel(parts.panel, talk.filter, changeFilter).then(() => focused && document.getElementById(focused)?.focus());
}

function togglePanel() {
  parts.panel.hidden = !parts.panel.hidden;
  parts.open.setAttribute("aria-expanded", String(!parts.panel.hidden));
  if (parts.panel.hidden) parts.open.focus();
  else drawPanel(parts.panel, talk.filter, changeFilter);
}

// Show the evidence of a turn beside the conversation.
function look(number) {
  shown = number;
  const turn = talk.turns[number - 1];
  showEvidence(parts.evidence, turn?.citations.length || turn?.nearest.length || turn?.state === "done" ? turn : null, number);
  for (const old of parts.turns.querySelectorAll(".wj-looked")) old.classList.remove("wj-looked");
  document.getElementById(`turn-${number}`)?.classList.add("wj-looked");
}

function redraw(number) {
  const old = document.getElementById(`turn-${number}`);
  const made = drawTurn(talk.turns[number - 1], number, on);
  if (old) old.replaceWith(made);
  else parts.turns.append(made);
  if (number === shown) made.classList.add("wj-looked");
}

const on = {
  cite(number, id) {
    if (shown !== number) look(number);
    const place = talk.turns[number - 1].rest?.find((one) => one.id === id);
    if (place) openDocument(place.document, place.start, place.end);
    else activate(parts.evidence, id);
  },
  edit(number) {
    if (running) return;
    editing = number;
    parts.box.value = talk.turns[number - 1].question;
    complain(say("chat.editing", { number }));
    grow();
    parts.box.focus();
  },
  retry(number) {
    if (running) return;
    const turn = talk.turns[number - 1];
    setFilter(turn.filter);
    if (number < talk.turns.length) return send(turn.question, { typed: false, previous: earlier(number) });
    talk.turns.length = number - 1;
    document.getElementById(`turn-${number}`)?.remove();
    return send(turn.question, { typed: false });
  },
  askFreely(question) {
    setFilter({});
    send(question, { typed: false });
  },
  changed(number) {
    redraw(number);
    keep();
  },
};

const earlier = (number) => talk.turns.slice(0, number - 1).findLast((turn) => turn.asked)?.asked ?? "";

function complain(words) {
  parts.note.hidden = !words;
  parts.note.textContent = words;
}

function stopEditing() {
  if (!editing) return;
  editing = 0;
  parts.box.value = "";
  complain("");
}

function stop() {
  running?.abort();
  running = null;
  waiting(false);
}

async function send(text, { typed = true, previous } = {}) {
  const question = text.trim();
  complain("");
  if (running) return;
  if (!question) return complain(say("error.empty"));
  if ([...question].length > LONGEST) return complain(say("error.too_long", { length: [...question].length }));
  if (editing && typed) {
    talk.turns.length = editing - 1;
    editing = 0;
    parts.turns.replaceChildren(...talk.turns.map((turn, i) => drawTurn(turn, i + 1, on)));
  }
  if (!talk.turns.length) parts.turns.replaceChildren();
  const number = talk.turns.length + 1;
  const turn = { question, asked: "", state: "waiting", lines: [], citations: [], nearest: [], notices: [], filter: talk.filter, filters: inWords(talk.filter) };
  const before = previous ?? earlier(number);
  talk.turns.push(turn);
  if (typed) {
    parts.box.value = "";
    talk.draft = "";
    grow();
  }
  redraw(number);
  document.getElementById(`turn-${number}`).scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  keep();
  await answered(turn, number, before);
}

async function answered(turn, number, previous) {
  const own = talk; // another conversation may be chosen meanwhile
  const draw = () => own === talk && redraw(number);
  const mine = new AbortController();
  running = mine;
  waiting(true);
  try {
    await ask({ question: turn.question, previous, filter: turn.filter }, mine.signal, (event) => {
      take(turn, event);
      draw();
      if (event.kind === "evidence" && own === talk) look(number);
    });
    turn.state = "done";
  } catch (error) {
    if (error.name === "AbortError") turn.state = "stopped";
    else [turn.state, turn.error] = ["failed", error.message];
  }
  if (running === mine) {
    running = null;
    waiting(false);
  }
  draw();
  if (own === talk) {
    look(number);
    keep();
    list();
  } else store.save(own);
}

function take(turn, event) {
  if (event.kind === "asked") turn.asked = event.question;
  if (event.kind === "evidence") Object.assign(turn, { citations: event.citations, rest: event.rest, nearest: event.nearest });
  if (event.kind === "line") turn.lines.push(event.parts);
  if (event.kind === "status") Object.assign(turn, { status: event.status, notices: event.notices, confidence: event.confidence });
  if (event.kind === "hidden") turn.hidden = event.places;
}

function waiting(yes) {
  const words = say(yes ? "chat.stop" : "chat.send");
  parts.send.replaceChildren(icon(yes ? "stop" : "send"));
  parts.send.title = words;
  parts.send.setAttribute("aria-label", words);
  parts.turns.setAttribute("aria-busy", String(yes));
}

async function exported(kind) {
  if (!talk.turns.length) return tell(say("export.nothing"), true);
  try {
    const blob = await fetched(`/chat/export/${kind}`, { turns: talk.turns, language });
    const link = h("a", { href: URL.createObjectURL(blob), download: `${say("export.name")}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    tell(error.message, true);
  }
}
