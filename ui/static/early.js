// Runs before Gradio: its own words follow the browser's language, ours follow the page's; and the
// colours that the reader chose must be there at the first paint.
(() => {
  const language = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => language });
  Object.defineProperty(navigator, "languages", { get: () => [language] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("wenju.theme") ?? (system.matches ? "dark" : "light");
  const apply = () => {
    document.documentElement.dataset.theme = chosen();
    document.body?.classList.toggle("dark", chosen() === "dark");
  };
  window.wenjuTheme = { chosen, apply };
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    // Gradio sets its own class when it mounts.
    new MutationObserver(() => {
      if (document.body.classList.contains("dark") !== (chosen() === "dark")) apply();
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  system.addEventListener("change", apply);
})();
