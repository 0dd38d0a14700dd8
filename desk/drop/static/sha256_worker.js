// Digests files aside from the page, one after the other.
import { Sha256 } from "./sha256.js";

const PIECE = 4 << 20;
const AT_ONCE = 64 << 20;

self.addEventListener("message", async ({ data: { id, file } }) => {
  const answer = await digest(file).then(
    (sha256) => ({ id, sha256 }),
    (error) => ({ id, error: String(error) }),
  );
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  self.postMessage(answer);
});

async function digest(file) {
  if (self.crypto.subtle && file.size <= AT_ONCE) {
    const bytes = new Uint8Array(await self.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const sha256 = new Sha256();
  for (let at = 0; at < file.size; at += PIECE) {
    sha256.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
  }
  return sha256.hex();
}
