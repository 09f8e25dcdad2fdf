// A click on [n] shows source n of that answer, lights it up and moves the focus to it.
// Knows the classes and ids that render.py writes; everything works from one click listener,
// since Gradio rewrites the HTML whenever a conversation goes on.
"use strict";

(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function reveal(element, block) {
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
  }

  function openSource(source) {
    const panel = source.closest(".evidence");
    for (const other of document.querySelectorAll(".evidence")) {
      other.classList.toggle("shown", other === panel);
    }
    for (const lit of document.querySelectorAll(".source.lit")) lit.classList.remove("lit");
    source.classList.add("lit");
    source.focus({ preventScroll: true });
    reveal(source, "center");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.mark, a.back");
    if (!link) return;
    event.preventDefault();
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    if (link.matches(".mark")) openSource(target);
    else reveal(target, "start");
  });

  // The newest question comes into view when it is asked, and again when its answer is there;
  // the evidence then starts at its top.
  let seen = "";
  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
  new MutationObserver(() => {
    const turns = document.querySelectorAll("#transcript .turn");
    const last = turns[turns.length - 1];
    const state = last ? `${last.id} ${last.querySelector(".reply")?.className}` : "";
    if (state === seen) return;
    seen = state;
    document.getElementById("evidence")?.scrollTo(0, 0);
    if (last) reveal(last, "start");
  }).observe(document.documentElement, watched);
})();
