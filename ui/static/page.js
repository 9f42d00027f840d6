// One listener for the whole page: a marker [n] opens, outlines and scrolls to its evidence card.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a.wj-ref, a[href*="#cite-"]');
    if (!link) return;
    event.preventDefault();
    const card = document.getElementById(link.hash.slice(1));
    if (!card) return;
    for (const old of document.querySelectorAll(".wj-active")) old.classList.remove("wj-active");
    card.classList.add("wj-active");
    card.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
    card.focus({ preventScroll: true });
  });
  // Enter that confirms a word of a Chinese input method is not Enter that asks.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
        event.stopPropagation();
      }
    },
    true,
  );
})();
