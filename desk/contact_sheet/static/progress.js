// A large selection goes in portions: how far it is, and a way to stop.
import { cancel, pendingItems } from "./outbox.js";
import { showToast } from "./toasts.js";

const MANY = 60;
const box = document.getElementById("bulk-progress");
const large = () => pendingItems().find((item) => item.total > MANY);

export function startProgress() {
  box.querySelector("button").addEventListener("click", stop);
}

export function showProgress() {
  const item = large();
  box.hidden = !item;
  if (!item) return;
  Object.assign(box.querySelector("progress"), { max: item.total, value: item.done });
  box.querySelector("p").textContent = filled(box.dataset.text, item);
}

function stop() {
  const item = large();
  if (!item) return;
  cancel(item.act);
  showToast(filled(box.dataset.stopped, item));
}

const filled = (text, { done, total }) => text.replace("{done}", done).replace("{total}", total);
