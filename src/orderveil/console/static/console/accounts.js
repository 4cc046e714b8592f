// Signing in and one's own account: what a passkey's failure says, and copying what is shown once.
"use strict";
(() => {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault(); // it would go to the browser's console
    const place = document.querySelector("[data-key-failed]");
    if (place) { place.hidden = false; place.focus(); }
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try { await navigator.clipboard.writeText(field.value); } catch { field.select(); return; }
      const said = document.getElementById("said");
      said.textContent = button.dataset.copied;
      setTimeout(() => { said.textContent = ""; }, 4000);
    });
  });
  // what is shown once is gone with the page: the back button brings back an empty field
  window.addEventListener("pagehide", () => {
    document.querySelectorAll("[data-once]").forEach((field) => { field.value = ""; field.removeAttribute("value"); });
  });
  // what a form says before it does something grave
  document.querySelectorAll("form[data-sure]").forEach((form) => {
    form.addEventListener("submit", (event) => { if (!window.confirm(form.dataset.sure)) event.preventDefault(); });
  });
  // the matrix: rows narrow while somebody types
  const filter = document.querySelector("[data-filter]");
  if (filter) {
    const rows = [...document.querySelectorAll(filter.dataset.filter)];
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase().split(/\s+/);
      let shown = 0;
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      });
      const count = document.querySelector("[data-count]");
      if (count) count.textContent = String(shown);
    });
  }
})();
