// Decisions on their way to the desk. Each is sent, in its turn, and stays here until it is answered: it survives a
// reload, a lost network and the end of a session. The desk does what it gets twice once.
//
// An item: `act` names the press of the key, `action` what it does to `ids` ("<id>:<revision seen>") or, for an undo,
// to the act `undoes`; `url` is where it goes, `done` how many photos were done in earlier portions, `flying` the ids
// that are being sent, `begun` whether some were sent at all: the desk may have done it though no answer came. One with
// `values`, which are sent along, is about the release: it goes whole and marks no photo.
import { back, countWaiting, isUnreachable, lost, show } from "./connection.js";
import { post, sentenceOf } from "./requests.js";
import { hideSignedOut, showSignedOut, showToast } from "./toasts.js";

const PORTION = 60;
const AGAIN_AFTER = 5000;
const account = document.body.dataset.account;
const STORE = `outbox:${account}`;
const listeners = [];
const failures = new Map();
let items = [];
let busy = false;
let timer;

export const idOf = (entry) => entry.split(":")[0];
export const failureOf = (id) => failures.get(id);
export const failedIds = () => [...failures.keys()];
export const pendingItems = () => items;

// The last thing that was decided on a photo and not answered yet.
export const pendingOf = (id) => items.findLast((item) => item.photos.includes(id))?.action;

export function startOutbox() {
  items = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
  countWaiting(() => items.reduce((sum, item) => sum + (item.values ? 1 : Math.max(item.ids.length, 1)), 0));
  document.addEventListener("try-again", send);
  addEventListener("beforeunload", (event) => items.some(waits) && event.preventDefault());
  send();
}

// `answered(page, item, ids, failed)` shows an answer; `changed()` mirrors what waits here.
export function listen(listener) {
  listeners.push(listener);
  listener.changed();
}

const waits = (item) => !item.flying || item.ids.length > item.flying.length;

export function enqueue(item) {
  const photos = item.photos ?? item.ids.map(idOf);
  photos.forEach((id) => failures.delete(id));
  items.push({ act: newAct(), ids: [], done: 0, total: photos.length, ...item, photos });
  changed();
  send();
}

// Takes back what was not sent yet; returns the item if some of it has been sent, answered or not.
export function cancel(act) {
  const item = items.find((one) => one.act === act);
  if (!item) return null;
  item.ids = item.flying ?? [];
  if (!item.values) item.photos = item.ids.map(idOf);
  if (!item.flying) items = items.filter((one) => one !== item);
  changed();
  return item.begun ? item : null;
}

export function forgetFailure(id) {
  failures.delete(id);
  changed();
}

async function send() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  let goesOn = true;
  while (items.length && goesOn) goesOn = await sendNext(items[0]);
  busy = false;
  if (items.length) timer = setTimeout(send, AGAIN_AFTER);
}

// Sends the next portion; false where the desk does not answer or asks to sign in.
async function sendNext(item) {
  const portion = item.values ? item.ids : item.ids.slice(0, PORTION);
  item.flying = portion;
  item.begun = true;
  keep();
  const { act, action, undoes = "", done } = item;
  const last = item.ids.length <= PORTION ? "yes" : "no";
  const values = item.values ?? { undoes, before: done, last };
  const answer = await post(item.url, { action, act, ids: portion, account, ...values }).catch(() => null);
  item.flying = null;
  if (!answer || isUnreachable(answer.status)) return wait(lost);
  if (answer.status === 401) return wait(showSignedOut);
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  // Somebody on the way answers in the desk's name, as the network of a hotel does.
  if (answer.status < 400 && !page.getElementById("decided")) return wait(lost);
  back();
  hideSignedOut();
  item.ids = item.ids.slice(portion.length);
  if (answer.status >= 400) fail(item, portion, sentenceOf(answer.text) || document.body.dataset.undone);
  else settle(item, portion.map(idOf), page);
  changed();
  return true;
}

function wait(tell) {
  tell();
  changed();
  return false;
}

function settle(item, ids, page) {
  const outcome = page.getElementById("decided");
  const failed = new Map([...outcome.children].map((li) => [li.dataset.photo, li.textContent]));
  const done = Number(outcome.dataset.done);
  for (const [id, reason] of failed) failures.set(id, { action: item.action, reason });
  item.done += done;
  item.photos = item.photos.filter((id) => !ids.includes(id));
  // An undo names no photos: it goes on while the act has some left and none of them is refused.
  const left = item.undoes && done && !failed.size && page.querySelector(`#undo-stack [data-act="${item.undoes}"]`);
  if (!item.ids.length && !left) items = items.filter((one) => one !== item);
  for (const listener of listeners) listener.answered(page, item, ids, failed);
}

// The desk refused the whole of it. What marks no photo says so in a message.
function fail(item, portion, reason) {
  if (!item.photos.length) showToast(reason);
  const marked = item.values || !portion.length ? item.photos : portion.map(idOf);
  for (const id of marked) failures.set(id, { action: item.action, reason });
  items = items.filter((one) => one !== item);
}

// Where a browser has no room or lets nobody write, they are sent all the same; only a reload would lose them.
function keep() {
  try {
    if (items.length) sessionStorage.setItem(STORE, JSON.stringify(items.map((item) => ({ ...item, flying: null }))));
    else sessionStorage.removeItem(STORE);
  } catch (error) {
    console.warn(error);
  }
}

function changed() {
  keep();
  show();
  listeners.forEach((one) => one.changed());
}

const newAct = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join("");
