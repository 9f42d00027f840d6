// Runs before Gradio: its own words follow the browser's language, ours follow the page's; and the
// colours that the reader chose must be there at the first paint.
(() => {
  const language = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => language });
  Object.defineProperty(navigator, "languages", { get: () => [language] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem("wenju.theme");
    } catch {
      return null; // a browser that is told to store nothing
    }
  };
  let own = kept();
  const chosen = () => own ?? (system.matches ? "dark" : "light");
  const apply = () => {
    document.documentElement.dataset.theme = chosen();
    document.body?.classList.toggle("dark", chosen() === "dark");
  };
  const choose = (theme) => {
    own = theme;
    try {
      localStorage.setItem("wenju.theme", theme);
    } catch {
      // until the page is left
    }
    apply();
  };
  window.wenjuTheme = { chosen, choose };
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    // Gradio sets its own class when it mounts.
    new MutationObserver(() => {
      if (document.body.classList.contains("dark") !== (chosen() === "dark")) apply();
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  system.addEventListener("change", apply);
})();
