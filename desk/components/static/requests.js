// Requests that htmx does not send. Like htmx's own they carry the CSRF token and what the page has seen.
const TIMEOUT = 30_000;
// Browsers refuse to finish more than 64 KiB for a page that has gone (Fetch, "inflight keepalive bytes").
const KEPT_ALIVE = 60_000;

// Signing in again in another tab issues a new token: the cookie holds it, this page's own is out of date.
export const csrfToken = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("meta[name=csrf-token]").content;

// The token of the page's moment: with it the desk answers with everything that has changed since.
export const seen = () => document.getElementById("changes")?.value ?? "";

// Resolves to the status and the text of the answer; rejects where there is none.
export async function post(url, values) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) [value].flat().forEach((one) => body.append(name, one));
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken(), "X-Seen": seen() };
  // What is on its way arrives even if the reader leaves the page meanwhile.
  const keepalive = String(body).length < KEPT_ALIVE;
  const options = { method: "POST", body, headers, keepalive, signal: AbortSignal.timeout(TIMEOUT) };
  const response = await fetch(url, options);
  return { status: response.status, text: await response.text() };
}

// The sentences of an error page, to be shown in a message.
export function sentenceOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll("main p:not(.ink-2, :has(a))")].map((p) => p.textContent).join(" ");
}
