// Offers names of members of the group while somebody types @ and letters. Without this script one types the name.
//
// None is chosen before an arrow key chooses it, so that Enter goes on to begin a line. What was taken, or put away with
// Escape, is not offered again for the same @.
"use strict";

for (const form of document.querySelectorAll("form[data-names]")) offerNames(form);

function offerNames(form) {
  const box = form.elements.body;
  const say = form.dataset;
  const PAUSE = 150; // milliseconds after the last key
  const NAME = /(?:^|[^\p{L}\p{N}_/.@+-])@([\p{L}\p{N}][^@\n]{0,39})$/u;
  const known = new Map(); // names by what was typed
  let start = -1; // where the @ stands for which names are offered
  let settled = -1; // where one stands for which none are offered any more
  let chosen = -1;
  let timer = 0;

  const list = document.createElement("ul");
  list.id = "names-offered";
  list.className = "offered";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say.namesLabel);
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("role", "status");
  box.after(list, said);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.setAttribute("aria-controls", list.id);
  box.autocomplete = "off";

  function begun() {
    if (box.selectionStart !== box.selectionEnd) return "";
    const found = NAME.exec(box.value.slice(0, box.selectionStart));
    start = found ? box.selectionStart - found[1].length - 1 : -1;
    if (start !== settled) settled = -1;
    return found && start !== settled ? found[1] : "";
  }

  async function look() {
    const typed = begun();
    if (!typed) return close();
    if (!known.has(typed)) {
      // Nothing begins with more letters that does not begin with fewer.
      const isHopeless = [...known].some(([fewer, names]) => !names.length && typed.startsWith(fewer));
      const names = isHopeless ? [] : await asked(typed);
      if (names) known.set(typed, names);
    }
    if (typed === begun() && document.activeElement === box) offer(known.get(typed) || []);
  }

  async function asked(typed) {
    try {
      const answer = await fetch(`${say.names}?${new URLSearchParams({ q: typed })}`, { redirect: "error" });
      return answer.ok ? (await answer.json()).names : [];
    } catch {
      return null; // there is no connection: it is asked again with the next letter
    }
  }

  function offer(names) {
    if (!names.length) return close();
    list.replaceChildren(...names.map(option));
    choose(-1);
    list.hidden = false;
    list.style.top = `${below(start)}px`;
    said.textContent = say.namesSaid;
  }

  function option(name, at) {
    const item = document.createElement("li");
    item.id = `name-offered-${at}`;
    item.textContent = name;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.addEventListener("click", () => take(name));
    return item;
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function take(name) {
    const end = box.selectionStart;
    settled = start;
    box.setRangeText(`@${name}${box.value[end] === " " ? "" : " "}`, start, end, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
    box.focus();
  }

  function close() {
    if (list.hidden) return;
    list.hidden = true;
    said.textContent = "";
    choose(-1);
  }

  // How far down the form the line ends in which a sign stands: a copy of the box, laid out alike, tells.
  function below(at) {
    const copy = document.createElement("div");
    const like = getComputedStyle(box);
    for (const each of ["boxSizing", "width", "padding", "border", "font", "letterSpacing", "wordSpacing", "lineHeight"]) {
      copy.style[each] = like[each];
    }
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
    const mark = document.createElement("span");
    mark.textContent = "@";
    copy.append(box.value.slice(0, at), mark);
    form.append(copy);
    const down = mark.offsetTop + mark.offsetHeight - box.scrollTop;
    copy.remove();
    return box.offsetTop + Math.min(Math.max(down, 0), box.offsetHeight) + 6;
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : count - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].textContent);
    else if (event.key === "Escape") {
      settled = start;
      close();
    } else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
}
