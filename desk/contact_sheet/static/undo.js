// Undo, one act after the other: first what is still here, then what the desk has on its stack for this reader.
import { grid } from "./grid.js";
import { cancel, enqueue, pendingItems } from "./outbox.js";

const UNDO = "undo";
// What the desk refused to undo once; the next press goes on below it.
const refused = new Set();
// Which photos an act of this page was about, to mark them while its undo is on its way.
const photosOf = new Map();

export function startUndo() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo-act]");
    if (!button) return;
    button.disabled = true;
    takeBack(button.dataset.undoAct);
  });
}

export function undo() {
  const [top] = stack();
  if (top) takeBack(top.act);
}

export function noteAnswer(item, ids, failed) {
  photosOf.set(item.act, [...(photosOf.get(item.act) ?? []), ...ids]);
  if (item.undoes && failed.size) refused.add(item.undoes);
}

export function showUndo() {
  const button = document.querySelector("[data-undo-last]");
  if (!button) return;
  const [top] = stack();
  button.hidden = !top;
  if (top) button.querySelector("span").textContent = top.label;
}

// What can be undone, the latest first: {act, label}.
function stack() {
  const items = pendingItems();
  const undone = new Set(items.filter((item) => item.action === UNDO).map((item) => item.undoes));
  const own = items.filter((item) => wordsOf(item)).toReversed();
  const stored = [...document.querySelectorAll("#undo-stack li")].map((li) => ({
    act: li.dataset.act,
    total: Number(li.dataset.photos),
    label: li.textContent,
  }));
  const known = [...own.map((item) => ({ act: item.act, label: wordsOf(item).replace("{n}", item.total) })), ...stored];
  return known.filter(({ act }, at) => !undone.has(act) && !refused.has(act) && isFirst(known, act, at));
}

const isFirst = (known, act, at) => known.findIndex((one) => one.act === act) === at;
const wordsOf = (item) => document.getElementById("undo-words").dataset[item.action];

function takeBack(act) {
  const isHere = pendingItems().some((item) => item.act === act);
  if (isHere && !cancel(act)) return;
  enqueue({ action: UNDO, undoes: act, url: grid.dataset.act, photos: photosOf.get(act) ?? [] });
}
