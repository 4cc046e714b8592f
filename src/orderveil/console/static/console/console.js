// What the pages cannot do without: masking again, the palette, keys, the idle lock. No library, nothing stored.
"use strict";
(() => {
  const maskAll = () => document.querySelectorAll("[data-revealed]").forEach((node) => mask(node));

  // a revealed value leaves the page: its node is replaced by the mask that stood there before the click
  const mask = (node) => {
    const masked = document.createElement("span");
    masked.className = "masked";
    masked.textContent = node.dataset.masked || "•••";
    const held = node.contains(document.activeElement), row = node.closest("[data-field]");
    node.replaceWith(masked);
    if (held) row?.querySelector("summary")?.focus(); // else the focus would fall to the page's beginning
  };

  const watch = (node) => {
    const seconds = Number(node.dataset.revealed);
    const left = node.querySelector("[data-left]");
    const until = Date.now() + seconds * 1000;
    const tick = setInterval(() => {
      const rest = Math.ceil((until - Date.now()) / 1000);
      if (!node.isConnected) { clearInterval(tick); return; }
      if (rest <= 0) { clearInterval(tick); mask(node); return; }
      if (left) left.textContent = String(rest);
    }, 500);
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    event.target.parentElement?.querySelectorAll("[data-revealed]").forEach((node) => {
      if (!node.dataset.watched) { node.dataset.watched = "1"; watch(node); node.querySelector("button, [tabindex]")?.focus(); }
    });
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) maskAll(); });
  // the page may be kept whole for the back button
  window.addEventListener("pagehide", maskAll);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { maskAll(); location.reload(); } });

  // idle: lock the page before the vault locks the session
  const minutes = Number(document.body.dataset.idleMinutes || 0);
  if (minutes) {
    let last = Date.now();
    for (const kind of ["keydown", "pointerdown", "scroll"]) document.addEventListener(kind, () => { last = Date.now(); }, { passive: true });
    setInterval(() => { if (Date.now() - last > minutes * 60000) { maskAll(); location.reload(); } }, 5000);
  }

  // the palette: Ctrl K, arrows, Enter
  const palette = document.getElementById("palette");
  if (palette) {
    const field = palette.querySelector("input");
    const options = [...palette.querySelectorAll("[role=option]")];
    const shown = () => options.filter((one) => !one.hidden);
    const choose = (index) => {
      const list = shown();
      options.forEach((one) => one.setAttribute("aria-selected", "false"));
      const chosen = list.length ? list[(index + list.length) % list.length] : null;
      field.setAttribute("aria-activedescendant", chosen ? chosen.id : "");
      if (!chosen) return;
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
    };
    const go = (option) => { if (option) { palette.close(); location.assign(option.dataset.go); } };
    options.forEach((one) => one.addEventListener("click", () => go(one)));
    const open = () => { palette.showModal(); field.value = ""; options.forEach((one) => { one.hidden = false; }); choose(0); field.focus(); };
    document.querySelector("[data-palette]")?.addEventListener("click", open);
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
    });
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      options.forEach((one) => { one.hidden = !one.textContent.toLowerCase().includes(wanted); });
      choose(0);
    });
    field.addEventListener("keydown", (event) => {
      const list = shown();
      const at = list.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(at + (event.key === "ArrowDown" ? 1 : -1)); }
      if (event.key === "Enter") { event.preventDefault(); go(list[Math.max(0, at)]); }
    });
  }
  // what was asked for in the background and did not come is said, or whoever waits would wait on
  for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(kind, () => {
      const said = document.getElementById("said");
      said.textContent = said.dataset.failed;
      setTimeout(() => { said.textContent = ""; }, 12000);
    });
  }
  // "/" goes to the page's search
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); }
  });
})();
