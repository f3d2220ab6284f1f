"use strict";
// Pointing at a card or at marked text lights what belongs together; a click keeps it lit, Escape lets go.
for (const report of document.querySelectorAll(".report")) {
  const text = report.querySelector(".text");
  const cards = [...report.querySelectorAll(".card")];
  const marks = [...text.querySelectorAll("[data-claims]")];
  const claimsOf = (mark) => mark.dataset.claims.split(" ").filter(Boolean);
  let kept = [];

  const light = (claims) => {
    report.classList.toggle("lit", claims.length > 0);
    for (const mark of marks) mark.classList.toggle("on", claimsOf(mark).some((claim) => claims.includes(claim)));
    for (const card of cards) card.classList.toggle("on", claims.includes(card.dataset.claim));
  };
  const reveal = (element, box) => {
    if (!element || box.scrollHeight <= box.clientHeight + 1) return;
    const inner = element.getBoundingClientRect(), outer = box.getBoundingClientRect();
    if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 40) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      box.scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: calm ? "auto" : "smooth" });
    }
  };
  const keep = (claims) => { kept = claims; light(kept); };

  for (const card of cards) {
    const claim = card.dataset.claim;
    const show = () => {
      light([claim]);
      reveal(marks.find((mark) => claimsOf(mark).includes(claim)), text);
    };
    card.addEventListener("mouseenter", show);
    card.addEventListener("focusin", show);
    card.addEventListener("mouseleave", () => light(kept));
    card.addEventListener("focusout", () => light(kept));
    card.addEventListener("click", (event) => {
      if (!event.target.closest("a, summary")) keep(kept.includes(claim) ? [] : [claim]);
    });
    card.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === card) keep([claim]);
    });
  }
  for (const mark of marks) {
    const claims = claimsOf(mark);
    if (!claims.length) continue;
    mark.addEventListener("mouseenter", () => light(claims));
    mark.addEventListener("focusin", () => light(claims));
    mark.addEventListener("mouseleave", () => light(kept));
    mark.addEventListener("focusout", () => light(kept));
    mark.addEventListener("click", () => {
      keep(claims);
      const card = cards.find((one) => one.dataset.claim === claims[0]);
      if (card && matchMedia("(min-width: 900px)").matches) card.scrollIntoView({ block: "nearest" });
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") keep([]); });
}
const title = document.querySelector("h1");
if (title && title.textContent.trim()) document.title = title.textContent.trim() + " · khabar";
