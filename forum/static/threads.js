// Reactions without leaving the page. Without this script the same buttons post a form.
"use strict";

document.querySelector("main").addEventListener("click", async (event) => {
  const button = event.target.closest('button[form="react"]');
  if (!button || button.disabled || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const buttons = [...button.parentElement.querySelectorAll('button[form="react"]')];
  if (buttons.some((each) => each.dataset.busy)) return;
  button.dataset.busy = "yes";
  const words = new FormData(document.getElementById("react"));
  words.append(button.name, button.value);
  try {
    const answer = await fetch(button.formAction, {
      method: "POST",
      body: new URLSearchParams(words),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const reaction of (await answer.json()).reactions) {
      const shown = buttons.find((each) => each.value === reaction.kind);
      if (!shown) continue;
      shown.textContent = reaction.words;
      shown.name = reaction.is_mine ? "take" : "give";
      if (reaction.is_mine) shown.setAttribute("aria-pressed", "true");
      else shown.removeAttribute("aria-pressed");
    }
    delete button.dataset.busy;
  } catch {
    // Let the form do it: its answer is a page, which says what is the matter.
    delete button.dataset.busy;
    document.getElementById("react").requestSubmit(button);
  }
});
