// Asks whether anything changed (204 when nothing did): every 2 s while something runs, else every 5 s, never while hidden.
const FAST = 2000;
const SLOW = 5000;
let timer;

export function startPolling() {
  if (!place()) return;
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : poll()));
  timer = setTimeout(poll, pace());
}

async function poll() {
  clearTimeout(timer);
  const target = place();
  if (!target || document.hidden) return;
  const url = new URL(target.dataset.poll, location);
  url.search = location.search;
  url.searchParams.set("since", changes().value);
  const swap = target.id === "inbox" ? "innerHTML" : "outerHTML";
  try {
    await window.htmx.ajax("GET", url.pathname + url.search, { source: target, target, swap });
  } catch {
    // Offline: the next beat tries again.
  }
  clearTimeout(timer);
  timer = setTimeout(poll, pace());
}

const place = () => document.querySelector("[data-poll]");
const changes = () => document.getElementById("changes");
const pace = () => (changes().dataset.busy === "yes" ? FAST : SLOW);
