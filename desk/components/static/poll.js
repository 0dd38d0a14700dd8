// Asks the server whether anything changed (204 when nothing did): every 2 s while work is under way, else every 5 s,
// never while the page is hidden. The page holds its token in #changes.
const FAST = 2000;
const SLOW = 5000;
let timer;

export function startPolling() {
  if (!target()) return;
  document.body.addEventListener("htmx:beforeSwap", dropOvertaken);
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : poll()));
  timer = setTimeout(poll, pace());
}

async function poll() {
  clearTimeout(timer);
  const polled = target();
  if (!polled || document.hidden) return;
  const url = new URL(polled.dataset.poll, location);
  url.search = location.search;
  url.searchParams.set("since", changes().value);
  const swap = polled.id === "inbox" ? "innerHTML" : "outerHTML";
  try {
    await window.htmx.ajax("GET", url.pathname + url.search, { source: polled, target: polled, swap });
  } catch {
    // Offline: the next poll tries again.
  }
  clearTimeout(timer);
  timer = setTimeout(poll, pace());
}

// Another answer came while this one was on its way: what it says may be older than what the page shows by now.
function dropOvertaken({ detail }) {
  if (detail.requestConfig.elt !== target()) return;
  const { searchParams } = new URL(detail.pathInfo.requestPath, location);
  if (searchParams.get("since") !== changes().value) detail.shouldSwap = false;
}

const target = () => document.querySelector("[data-poll]");
const changes = () => document.getElementById("changes");
const pace = () => (changes().dataset.busy === "yes" ? FAST : SLOW);
