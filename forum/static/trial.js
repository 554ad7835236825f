// The progress of a trial without "Look again". Without this script that link does the same.
"use strict";

const EVERY = 4000; // milliseconds; a hidden page asks nothing

async function lookAgain() {
  const here = document.getElementById("progress");
  if (!here || !("going" in here.dataset)) return;
  // Whoever is on a link or button of it is not disturbed.
  if (!document.hidden && !here.contains(document.activeElement)) await renew(here);
  setTimeout(lookAgain, EVERY);
}

async function renew(here) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.getElementById("progress");
    if (!there) return;
    const isOver = !("going" in there.dataset);
    here.replaceWith(document.adoptNode(there));
    // Said once, when it is over; numbers that move are not read out.
    if (isOver) document.getElementById("said").textContent = there.querySelector("h2").textContent;
  } catch {
    // It is asked again.
  }
}

setTimeout(lookAgain, EVERY);
