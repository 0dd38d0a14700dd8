// Signing in again in another tab issues a new token: the cookie holds it, this page's own is out of date.
export const csrfToken = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("meta[name=csrf-token]").content;
