/* Briefcheck: sorts the audit's tables and filters its findings. Without it the page reads the same. */
(() => {
  "use strict";

  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });

  // -- sorting ----------------------------------------------------------------------------------

  const valueOf = (row, column, isNumber) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent.trim();
    return isNumber ? Number.parseFloat(value) || 0 : value;
  };

  /* What is empty comes last, whichever way the column is sorted. */
  const compare = (one, other, isNumber, sign) => {
    if (isNumber) return sign * (one - other);
    if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
    return sign * collator.compare(one, other);
  };

  const sortRows = (table, column, isNumber, direction) => {
    const body = table.tBodies[0];
    table.bcaOrder ??= Array.from(body.rows);
    let rows = table.bcaOrder;
    if (direction !== "none") {
      const sign = direction === "ascending" ? 1 : -1;
      rows = rows
        .map((row, at) => ({ row, at, value: valueOf(row, column, isNumber) }))
        .sort((a, b) => compare(a.value, b.value, isNumber, sign) || a.at - b.at)
        .map((entry) => entry.row);
    }
    body.append(...rows);
  };

  /* Numbers begin with the largest, words with A; the third time the page's own order is back. */
  const next = (now, isNumber, isRank) => {
    const order = isNumber && !isRank ? ["descending", "ascending"] : ["ascending", "descending"];
    return { none: order[0], [order[0]]: order[1], [order[1]]: "none" }[now];
  };

  const addSorting = (table) => {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      const isNumber = head.dataset.sort === "number";
      const isRank = table.classList.contains("bca-findings");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "bca-sort";
      const link = head.querySelector("a");
      if (link) {
        button.setAttribute("aria-label", `Sort by ${head.textContent.trim()}`);
        head.append(" ", button);
      } else {
        button.append(...head.childNodes);
        head.append(button);
      }
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const direction = next(head.getAttribute("aria-sort"), isNumber, isRank);
        heads.forEach((other) => {
          if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
        });
        head.setAttribute("aria-sort", direction);
        sortRows(table, column, isNumber, direction);
      });
    });
  };

  // -- filtering --------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const addFilter = (form) => {
    const tables = Array.from(document.querySelectorAll("table.bca-findings"));
    const rows = tables.flatMap((table) => Array.from(table.tBodies[0].rows));
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, fold(row.textContent));
      return texts.get(row);
    };
    const fields = form.elements;
    const count = form.querySelector(".bca-count");
    const chosen = (row, name) => {
      const wanted = fields[name] ? fields[name].value : "";
      return !wanted || row.dataset[name] === wanted;
    };
    const show = () => {
      const words = fold(fields.words.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          ["severity", "rule", "doc"].every((name) => chosen(row, name)) &&
          words.every((word) => textOf(row).includes(word));
        row.hidden = !fits;
        shown += fits;
      }
      count.textContent = `${shown} of ${rows.length} shown`;
    };
    let waiting = 0;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 120);
    };
    form.addEventListener("input", soon);
    form.addEventListener("reset", () => setTimeout(show));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show();
    });
    form.hidden = false;
    show();
  };

  document.querySelectorAll("table[data-bca-sortable]").forEach(addSorting);
  document.querySelectorAll("form.bca-filter").forEach(addFilter);
})();
