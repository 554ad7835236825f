// Keeps what somebody writes, on the server, as they write it. Without this script "Save as draft" does.
//
// The server takes a draft only when its sequence is higher than the one it has, so that nothing older ever
// replaces something newer. One request is under way at a time; what fails is tried again until it succeeds,
// and the line under the box says what is true.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) keepDraftOf(form);

function keepDraftOf(form) {
  const line = form.querySelector("[data-draft-status]");
  const say = line.dataset;
  const boxes = [form.elements.title, form.elements.body].filter(Boolean);
  const tick = form.elements.is_unnamed; // "without my name", where the group allows it
  const notes = [...form.querySelectorAll("input[name=notes]")];
  const PAUSE = 1200; // milliseconds after the last key
  const LONGEST_WAIT = 8000; // while somebody types without a pause
  let saved = words(); // what the server has
  let sent = []; // what it may have: sent, and not answered
  let last = null; // what was sent on leaving, and nothing since
  let sequence = Number(form.elements.sequence.value) || 0;
  let isUnderWay = false;
  let isOver = false; // posted, or taken over elsewhere
  let failures = 0;
  let timer = 0;
  let waitsSince = 0;

  function words() {
    const ticked = notes.filter((note) => note.checked).map((note) => note.value);
    return asText(Object.fromEntries([...boxes.map((box) => [box.name, box.value]), ["is_unnamed", tick && tick.checked], ["notes", ticked]]));
  }

  function asText(these) {
    return JSON.stringify([...boxes.map((box) => these[box.name] || ""), Boolean(these.is_unnamed), these.notes]);
  }

  function tell(sentence) {
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  // A request that outlives its page if it has fewer bytes than `most`: browsers allow 64 KiB in all at one time.
  // Sent in parts and not as a query: there each sign beyond ASCII would take six to twelve bytes instead of two to four.
  function post(these, next, most) {
    const fields = new FormData(form);
    fields.set("sequence", String(next));
    sent.push(these);
    last = null;
    return fetch(form.dataset.draft, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
      redirect: "error",
      keepalive: bytesOf(fields) < most,
    });
  }

  function bytesOf(fields) {
    const AROUND_EACH = 200; // its name, and the line between it and the next
    return new Blob([...fields.values()]).size + AROUND_EACH * [...fields].length;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save() {
    clearTimeout(timer);
    if (isUnderWay || isOver || words() === saved) return;
    isUnderWay = true;
    waitsSince = 0;
    const these = words();
    try {
      await heard(await post(these, sequence, 20000), these);
    } catch {
      failed(say.failed);
    }
    isUnderWay = false;
    if (!isOver && !failures && words() !== saved) later(PAUSE);
  }

  async function heard(answer, these) {
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.ok) {
      sequence = told.sequence;
      form.elements.sequence.value = sequence;
      saved = these;
      sent = sent.filter((each) => each !== these);
      failures = 0;
      tell(words() === saved ? told.words : say.unsaved);
    } else if (answer.status === 409 && "sequence" in told) {
      movedOn(told);
    } else if (answer.status === 410) {
      isOver = true;
      tell(say.posted);
    } else if (answer.status === 422 || answer.status === 409) {
      failures = 0;
      saved = these; // trying the same words again would not help
      tell(told.words || say.failed);
    } else if (answer.status >= 500 || answer.status === 429) {
      failed(say.failed);
    } else {
      failed(say.gone);
    }
  }

  function failed(sentence) {
    failures += 1;
    tell(sentence);
    later(Math.min(60000, 2000 * 2 ** Math.min(failures, 5)));
  }

  // Something with a higher sequence is on the server: our own words whose answer was lost, or another device's.
  function movedOn(newer) {
    const theirs = asText(newer);
    failures = 0;
    if (sent.includes(theirs) || theirs === words()) {
      sequence = newer.sequence;
      form.elements.sequence.value = sequence;
      saved = theirs;
      sent = [];
      later(0);
      return;
    }
    isOver = true; // until somebody chooses
    tell(say.newer);
    choose(newer);
  }

  function choose(newer) {
    const place = document.createElement("div");
    place.className = "note";
    const fold = document.createElement("details");
    const head = document.createElement("summary");
    head.textContent = say.show;
    const shown = document.createElement("textarea");
    shown.readOnly = true;
    shown.rows = 6;
    shown.setAttribute("aria-label", say.show);
    shown.value = newer.body;
    fold.append(head, shown);
    place.append(fold, pressed(say.take, () => {
      for (const box of boxes) box.value = newer[box.name] || "";
      if (tick) tick.checked = newer.is_unnamed;
      for (const note of notes) note.checked = newer.notes.includes(note.value);
      decide(newer, place, true);
    }), pressed(say.keep, () => decide(newer, place, false)));
    line.after(place);
  }

  function pressed(sentence, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = sentence;
    button.addEventListener("click", act);
    return button;
  }

  function decide(newer, place, isTheirs) {
    sequence = newer.sequence;
    form.elements.sequence.value = sequence;
    saved = isTheirs ? words() : "";
    sent = [];
    isOver = false;
    place.remove();
    form.elements.body.focus();
    tell("");
    later(0);
  }

  form.addEventListener("input", () => {
    if (isOver) return;
    if (!failures) tell(say.unsaved);
    waitsSince = waitsSince || Date.now();
    if (failures) return; // its own time to try again is set
    later(Date.now() - waitsSince > LONGEST_WAIT ? 0 : PAUSE);
  });
  form.addEventListener("submit", () => {
    isOver = true;
    clearTimeout(timer);
  });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // the back button, to a page that waited: what stands in it is kept again
    isOver = false;
    later(0);
  });
  // Leaving with words unsaved: one last request that outlives the page. `beforeunload` comes while the page is
  // alive, but telephones may leave it out; `pagehide` always comes, but on a busy machine too late to be heard.
  function leave() {
    const these = words();
    if (isOver || these === saved || these === last) return;
    const request = post(these, sequence + (isUnderWay ? 1 : 0), 45000);
    last = these;
    request.catch(() => {
      last = null;
    });
  }
  window.addEventListener("beforeunload", leave);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
