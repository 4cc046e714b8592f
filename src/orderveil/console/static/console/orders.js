// Orders: what surrounds a revealed value. That it masks itself again is in console.js; nothing is stored here.
"use strict";
(() => {
  const first = (selector, root = document) => root.querySelector(selector);

  const hide = (node) => {
    const row = node.closest("[data-field]");
    const masked = document.createElement("span");
    masked.className = "masked";
    masked.textContent = node.dataset.masked || "•••";
    node.replaceWith(masked);
    first("summary", row || document)?.focus();
  };

  // a refusal comes with a status of its own, and is shown in the form
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 422, 429, 503].includes(event.detail.xhr.status) && event.detail.target?.classList.contains("refused")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    // what arrives after the page was hidden is not shown at all
    if (document.hidden && event.detail.serverResponse?.includes("data-revealed")) event.detail.shouldSwap = false;
  });
  document.addEventListener("orderveil:revealed", () => {
    document.querySelectorAll("details.reveal[open]").forEach((one) => { one.open = false; });
    document.querySelectorAll(".refused").forEach((one) => { one.replaceChildren(); });
    document.querySelectorAll("dialog[open]").forEach((one) => one.close());
    first("[data-revealed] [data-value]")?.focus();
  });

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-hide]")) hide(on("[data-revealed]"));
    if (on("[data-print]")) window.print();
    if (on("[data-opens]")) document.getElementById(on("[data-opens]").dataset.opens).showModal();
    if (on("[data-closes]")) on("dialog").close();
    const summary = on("details.reveal > summary");
    if (summary) { // opened here and not by default, which comes too late for whoever types on: Enter, Enter
      event.preventDefault();
      const details = summary.parentElement;
      details.open = !details.open;
      if (details.open) first("form button", details).focus();
    }
    const copy = on("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(first("[data-value]", copy.closest("[data-revealed]")).textContent)
        .then(() => { copy.textContent = copy.dataset.copied; });
    }
    const kind = on("[data-take-as]");
    if (kind) {
      first("#kind").value = kind.dataset.takeAs;
      first("form.find").requestSubmit();
    }
  });
  first("dialog[data-open-now]")?.showModal(); // a second factor was asked for in between
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const shown = first("[data-revealed]");
    if (shown) { event.preventDefault(); document.querySelectorAll("[data-revealed]").forEach(hide); return; }
    const open = document.activeElement?.closest("details.reveal[open]");
    if (open) { open.open = false; first("summary", open).focus(); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-case]")) return;
    const more = first("[data-new-case]", event.target.form);
    if (more) more.hidden = event.target.value !== "new";
  });
  // what was found is reached by one key
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "found") return;
    const kind = first("#kind");
    if (kind) kind.value = "";
    first("a.open", event.target)?.focus();
  });
})();
