/* Briefcheck: opens the card of a citation, by mouse, keyboard and touch.
   Without this script a citation is a link to the bibliography, and stays one with Ctrl or Shift. */
(() => {
  "use strict";
  const store = document.getElementById("briefcheck-cards");
  const places = document.querySelectorAll("[data-briefcheck-card]");
  if (!store || !places.length) return;

  const OPENS_AFTER = 350, CLOSES_AFTER = 300, GAP = 6, MARGIN = 8;
  const part = (name) => store.content.querySelectorAll(".bc-" + name);
  const sources = part("s"), statements = part("t"), passages = part("c");
  const card = document.body.appendChild(store.content.firstElementChild.cloneNode(true));
  const [body, foot, list, close_] =
    ["body", "foot", "list", "close"].map((name) => card.querySelector(".bc-" + name));
  const inBibliography = list.textContent;
  let opener = null, pinned = false, timer = 0;

  /* Puts the three parts of a card together: the source, its words, and what they carry. */
  const fill = (link) => {
    const passage = passages[link.parentNode.dataset.briefcheckCard].cloneNode(true);
    const source = sources[passage.dataset.s].cloneNode(true);
    const statement = statements[passage.dataset.t].cloneNode(true);
    const note = source.querySelector(".bc-note"), original = source.querySelector("a");
    body.replaceChildren(source, passage, statement, ...(note ? [note] : []));
    body.querySelector(".bc-title").id = "briefcheck-card-title";
    list.href = link.href;
    list.textContent =
      link.getAttribute("role") === "doc-noteref" ? list.dataset.note : inBibliography;
    foot.replaceChildren(list, ...(original ? [" ", original] : []));
  };

  /* Places the card below its citation, or above where there is more room; a narrow screen has it
     at its foot, and the citation is moved out from under it. */
  const place = (link, point) => {
    const lines = [...link.getClientRects()];
    const at = (point && lines.find((r) => point.clientY >= r.top && point.clientY <= r.bottom)) ||
      lines[0] || link.getBoundingClientRect();
    card.style.maxHeight = "";
    const { width, height } = card.getBoundingClientRect();
    const page = document.documentElement;
    if (getComputedStyle(card).position === "fixed") {
      const hidden = at.bottom + GAP - (page.clientHeight - height);
      if (hidden > 0) window.scrollBy(0, hidden);
      return;
    }
    const under = page.clientHeight - MARGIN - at.bottom - GAP;
    const over = at.top - GAP - MARGIN;
    const below = height <= under || under >= over;
    const room = Math.max(below ? under : over, 150);
    if (height > room) card.style.maxHeight = room + "px"; // it scrolls
    const top = below ? at.bottom + GAP : at.top - GAP - Math.min(height, room);
    const left = Math.min(at.left, page.clientWidth - width - MARGIN);
    card.style.top = top + window.scrollY + "px";
    card.style.left = Math.max(left, MARGIN) + window.scrollX + "px";
  };

  const close = (back) => {
    clearTimeout(timer);
    if (!opener) return;
    const link = opener;
    opener = null;
    pinned = false;
    card.hidden = true;
    link.setAttribute("aria-expanded", "false");
    if (back) link.focus({ preventScroll: true });
  };

  const open = (link, pin, point) => {
    clearTimeout(timer);
    if (opener !== link) {
      if (opener) opener.setAttribute("aria-expanded", "false");
      opener = link;
      fill(link);
      card.hidden = false;
      card.scrollTop = 0;
      link.setAttribute("aria-expanded", "true");
      place(link, point);
    }
    pinned = pin;
    if (pin) card.focus({ preventScroll: true });
  };

  const later = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };

  const leaves = (event) => {
    if (event.pointerType === "mouse" && !pinned) later(() => close(false), CLOSES_AFTER);
  };

  for (const holder of places) {
    const link = holder.querySelector("a");
    if (!link) continue;
    link.removeAttribute("title");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", card.id);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
        /* The browser's own: what the pointer opened, or is about to, would only be in the way. */
        clearTimeout(timer);
        if (!pinned) close(false);
        return;
      }
      event.preventDefault();
      if (opener === link && pinned) close(true);
      else open(link, true, event.detail ? event : null);
    });
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse" && !pinned) later(() => open(link, false, event), OPENS_AFTER);
    });
    link.addEventListener("pointerleave", leaves);
  }

  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerdown", () => { pinned = true; });
  card.addEventListener("pointerleave", leaves);
  card.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (event.target.closest("button")) close(true);
    /* The page that the link leads to may be this one. */
    else if (link && link === list) setTimeout(() => close(false));
  });
  /* Tab leaves the card to where the reader was, as if the card stood in the text. */
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const first = event.target === card || event.target === list;
    if (event.shiftKey && first) {
      event.preventDefault();
      close(true);
    } else if (!event.shiftKey && event.target === close_) {
      close(true);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener) close(pinned);
  });
  document.addEventListener("pointerdown", (event) => {
    if (opener && !card.contains(event.target) && !opener.contains(event.target)) close(false);
  });
  document.addEventListener("focusin", (event) => {
    if (pinned && !card.contains(event.target) && event.target !== opener) close(false);
  });
  window.addEventListener("resize", () => opener && place(opener));
})();
