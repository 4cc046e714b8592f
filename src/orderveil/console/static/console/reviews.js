// Reviews by keys: arrows go from right to right, k keeps, r removes, u takes it back.
"use strict";
(() => {
  const list = document.querySelector("[data-review]");
  if (!list) return;
  const rows = () => [...list.querySelectorAll("[data-item]")];
  let at = -1;
  const go = (index) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(index, all.length - 1));
    all[at].focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  const here = () => rows().indexOf(document.activeElement?.closest("[data-item]"));
  document.addEventListener("keydown", (event) => {
    const on = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(TEXTAREA|SELECT)$/.test(on.tagName)) return;
    if (on.tagName === "INPUT" && on.type !== "checkbox") return;
    if (document.querySelector("dialog[open]")) return;
    const found = here();
    if (found >= 0) at = found;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(at + (event.key === "ArrowDown" ? 1 : -1));
      return;
    }
    const row = rows()[at];
    const button = row?.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    if (button) { event.preventDefault(); button.click(); }
  });
  // the row that was decided is a new node: focus goes on to the next right, or stays where it was taken back
  let decided = "";
  list.addEventListener("htmx:beforeRequest", (event) => { decided = event.target.closest("[data-item]")?.id || ""; });
  document.addEventListener("htmx:afterSettle", () => {
    if (!decided) return;
    const index = rows().findIndex((row) => row.id === decided);
    decided = "";
    if (index < 0) return;
    go(rows()[index].querySelector('[data-key="u"]') ? index + 1 : index);
  });
})();
