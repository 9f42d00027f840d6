"use strict";
(() => {
  const root = document.documentElement;
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const store = (key, value) => { try { localStorage.setItem(key, value); } catch { /* file: */ } };
  const lang = document.getElementById("lang"), theme = document.getElementById("theme");
  const speak = (chosen) => {
    root.dataset.lang = chosen;
    root.lang = chosen === "en" ? "en" : "zh-CN";
    lang.textContent = chosen === "en" ? "中文" : "EN";
    store("wenju-lang", chosen);
  };
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  lang.addEventListener("click", () => speak(root.dataset.lang === "en" ? "zh" : "en"));
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    store("wenju-theme", root.dataset.theme);
  });
  if (stored("wenju-theme")) root.dataset.theme = stored("wenju-theme");
  const asked = location.hash === "#en" ? "en" : stored("wenju-lang");
  if (asked === "en") speak("en");
  for (const all of document.querySelectorAll("button.all")) {
    all.addEventListener("click", () => {
      const cases = all.closest("section").querySelectorAll("details.case");
      const open = ![...cases].every((one) => one.open);
      for (const one of cases) one.open = open;
    });
  }
})();
