// Whether the desk answers. While it does not, a banner says so, and what waits here to be sent.
const GATEWAY = [502, 503, 504];
let since = null;
let count = () => 0;

export const isUnreachable = (status) => GATEWAY.includes(status);

export function startConnection() {
  addEventListener("offline", lost);
  addEventListener("online", tryNow);
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:responseError", ({ detail }) => isUnreachable(detail.xhr.status) && lost());
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && back());
  document.addEventListener("click", (event) => event.target.closest("[data-try-now]") && tryNow());
}

// `waiting` tells how many decisions have not been sent yet.
export const countWaiting = (waiting) => (count = waiting);

export function lost() {
  since ??= new Date();
  show();
}

export function back() {
  if (!since) return;
  since = null;
  show();
  tryNow();
}

export function show() {
  const banner = document.querySelector("#offline > .banner");
  if (!banner) return;
  banner.hidden = !since;
  if (!since) return;
  const { lost: sentence, none, one, many } = banner.dataset;
  const time = since.toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const waiting = count();
  banner.querySelector("strong").textContent = sentence.replace("{time}", time);
  banner.querySelector("span").textContent = (waiting ? (waiting === 1 ? one : many) : none).replace("{n}", waiting);
}

const tryNow = () => document.dispatchEvent(new CustomEvent("try-again"));
