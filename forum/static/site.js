// What every page does when it can; nothing here is needed. See templates/layouts/page.html.
"use strict";

// The numbers to ring, and nothing else, are kept for when there is no internet.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/worker.js").catch(() => {});
}

// The page of numbers looks at nobody, so this device remembers how the person last here likes pages to look.
const look = document.documentElement.dataset;
try {
  if ("open" in look) Object.assign(look, JSON.parse(localStorage.getItem("look") || "{}"));
  else localStorage.setItem("look", JSON.stringify(look));
} catch {
  // Storage is closed to us, and the page looks as the device does.
}

// A list of what needs another look is read out first. `autofocus` does this too, except after going back.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

// A form that is on its way is not sent again by a second, shaky press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
