// Choosing many in a list: x chooses, Shift x chooses up to here, one box chooses all. What is done is the server's.
"use strict";
(() => {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const boxes = () => [...document.querySelectorAll("input[name=pick]")];
  const all = bar.querySelector("[data-pick-all]");
  const told = bar.querySelector("[data-picked]");
  let last = null;

  const draw = () => {
    const every = boxes();
    const chosen = every.filter((one) => one.checked);
    every.forEach((one) => one.closest("[data-row]")?.classList.toggle("picked", one.checked));
    all.checked = every.length > 0 && chosen.length === every.length;
    all.indeterminate = chosen.length > 0 && chosen.length < every.length;
    told.textContent = chosen.length ? told.dataset.says.replace("#", String(chosen.length)) : "";
    bar.querySelectorAll("[data-needs-pick]").forEach((one) => { one.disabled = chosen.length === 0; });
  };
  const range = (to, checked) => {
    const every = boxes();
    const from = every.indexOf(last);
    const here = every.indexOf(to);
    if (from < 0 || here < 0) { to.checked = checked; return; }
    every.slice(Math.min(from, here), Math.max(from, here) + 1).forEach((one) => { one.checked = checked; });
  };
  const typing = () => {
    const at = document.activeElement;
    return /^(TEXTAREA|SELECT)$/.test(at.tagName) || (at.tagName === "INPUT" && at.type !== "checkbox");
  };
  const boxHere = () => document.activeElement?.closest("[data-row]")?.querySelector("input[name=pick]");

  bar.querySelectorAll("[data-pick-all], [data-pick-word]").forEach((one) => { one.hidden = false; });
  all.addEventListener("change", () => { boxes().forEach((one) => { one.checked = all.checked; }); draw(); });
  document.addEventListener("click", (event) => {
    const box = event.target.closest("input[name=pick]");
    if (!box) return;
    if (event.shiftKey) range(box, box.checked);
    last = box;
    draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing() || document.querySelector("dialog[open]")) return;
    if (event.key.toLowerCase() === "x") {
      const box = boxHere();
      if (!box) return;
      event.preventDefault();
      if (event.shiftKey && last) range(box, true); else box.checked = !box.checked;
      last = box;
      draw();
    }
    // where rows are no stops of their own, arrows go from box to box
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && document.querySelector("[data-arrows]")) {
      const every = boxes();
      const at = every.indexOf(boxHere());
      const next = every[Math.max(0, Math.min(at + (event.key === "ArrowDown" ? 1 : -1), every.length - 1))];
      if (next) { event.preventDefault(); next.focus(); next.closest("[data-row]").scrollIntoView({ block: "nearest" }); }
    }
  });
  document.addEventListener("htmx:afterSettle", draw);
  window.addEventListener("pageshow", draw); // boxes that the browser remembered
  draw();
})();
