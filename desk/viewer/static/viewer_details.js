// What is known of a photo, beside full size: fetched when somebody stays on it.
const WAIT = 150; // ms
const UNKNOWN = { id: "", version: "" };
let wanted = UNKNOWN;
let due;

export function startDetails(aside) {
  aside.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isOvertaken(detail.pathInfo.requestPath) || (detail.requestConfig.verb === "get" && isWritten(aside)))
      detail.shouldSwap = false;
  });
}

// Without a tile, nothing is shown.
export function showDetails(aside, url, tile) {
  const { id, version } = tile?.dataset ?? UNKNOWN;
  if (wanted.id === id && wanted.version === version) return;
  clearTimeout(due);
  if (wanted.id !== id) aside.replaceChildren();
  wanted = { id, version };
  const address = url.replace("/photo/", `/${id}/`);
  const fetch = () => window.htmx.ajax("GET", address, { source: aside, target: aside, swap: "innerHTML" });
  if (id) due = setTimeout(fetch, WAIT);
}

// An answer about a photo that somebody has left meanwhile.
const isOvertaken = (path) => !wanted.id || !path.includes(`/${wanted.id}/`);

// A reason that somebody is writing stays.
const isWritten = (aside) => [...aside.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);
