// The page's frame: waits for Gradio to make its places, then fills the masthead and the chat.
import { openChat } from "./chat.js";
import { button, h } from "./dom.js";
import { openLink } from "./reading.js";
import { get } from "./stream.js";
import { language, say } from "./words.js";

const place = (id) =>
  new Promise((found) => {
    const look = () => document.getElementById(id);
    if (look()) return found(look());
    const watch = new MutationObserver(() => {
      if (!look()) return;
      watch.disconnect();
      found(look());
    });
    watch.observe(document.documentElement, { childList: true, subtree: true });
    return undefined;
  });

function masthead(root) {
  const state = h("p", { class: "wj-state", "aria-live": "polite" });
  root.append(
    h(
      "header",
      { class: "wj-head" },
      h("h1", {}, say("app.name")),
      h("p", { class: "wj-motto" }, say("app.motto")),
      state,
      h("a", { class: "wj-button", href: language === "en" ? "/" : "/en/", lang: language === "en" ? "zh-CN" : "en", hreflang: language === "en" ? "zh-CN" : "en" }, say("app.other_language")),
      theme(),
    ),
  );
  const renew = () => get("/chat/state").then((found) => showState(state, found)).catch(() => state.replaceChildren(h("b", { class: "wj-bad" }, say("state.unreachable"))));
  renew();
  setInterval(() => document.hidden || renew(), 20_000);
  addEventListener("wenju:changed", renew); // by tabs.js, when a job has changed the index
}

function showState(state, found) {
  const told = [say("state.index", { name: found.index, documents: found.documents })];
  if (!found.present) told.push(say("state.missing"));
  else if (found.being_written) told.push(say("state.being_written"));
  told.push(say("state.offline"));
  state.replaceChildren(...told.map((words) => h("span", {}, words)));
}

function theme() {
  const name = () => (window.wenjuTheme.chosen() === "dark" ? "sun" : "moon");
  const make = () => {
    const one = button(name(), say(`theme.${name()}`), () => {
      window.wenjuTheme.choose(name() === "sun" ? "light" : "dark");
      const next = make();
      one.replaceWith(next);
      next.focus();
    });
    return one;
  };
  return make();
}

place("wj-masthead").then(masthead);
place("wj-chat").then((root) => {
  openChat(root);
  openLink(location.search);
});
