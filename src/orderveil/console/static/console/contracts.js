// Prints the contract. Nothing else is done here.
"use strict";
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
