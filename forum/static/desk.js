// The moderators' desk: single keys, and the one figure that stays true. Nothing here is needed.
"use strict";

// Keys. An element with `data-key="c"` is pressed by c; j and k walk through the cases of a list. They rest while
// somebody types, with any other key held down, and altogether once they are switched off on this device.
const list = document.getElementById("keys");
const remembered = (() => {
  try {
    return localStorage;
  } catch {
    return null; // storage is closed to us: the choice holds for this page
  }
})();
let areOn = remembered?.getItem("desk-keys") !== "off";

function say(button) {
  button.textContent = areOn ? button.dataset.keysOff : button.dataset.keysOn;
}

if (list) {
  list.hidden = false;
  const button = list.querySelector("button");
  say(button);
  button.addEventListener("click", () => {
    areOn = !areOn;
    remembered?.setItem("desk-keys", areOn ? "on" : "off");
    say(button);
  });
}

const cases = [...document.querySelectorAll(".cases .title")];

function current() {
  return document.activeElement?.closest?.(".case")?.querySelector(".title");
}

function walk(steps) {
  const at = cases.indexOf(current());
  cases[Math.max(0, Math.min(cases.length - 1, at < 0 ? 0 : at + steps))]?.focus();
}

const walking = {
  j: () => walk(1),
  k: () => walk(-1),
  o: () => current()?.click(),
  y: () => current()?.closest(".case").querySelector("input")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (!areOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const does = cases.length ? walking[event.key] : undefined;
  const pressed = /^[a-z]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
  if (!does && !pressed) return;
  event.preventDefault();
  if (does) does();
  else pressed.click();
});

// How much is late: asked once a minute while the page is looked at, unless the device saves data. It is read out
// only when it changed.
const late = document.getElementById("late");

async function renew() {
  if (document.visibilityState !== "visible" || navigator.connection?.saveData) return;
  if (matchMedia("(prefers-reduced-data: reduce)").matches) return;
  try {
    const answer = await fetch(late.dataset.from, { redirect: "error" });
    if (!answer.ok) return;
    const [figure, asOf] = (await answer.text()).split("\n");
    if (late.textContent !== figure) late.textContent = figure;
    document.getElementById("as-of").textContent = asOf;
  } catch {
    // There is no line just now; the page says when its figure was true.
  }
}

if (late) setInterval(renew, 60_000);
