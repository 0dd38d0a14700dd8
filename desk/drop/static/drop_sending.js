// One file on its way: its digest, what the desk answers, and the bytes, straight to the store.
import { inParts } from "./dropped_files.js";
import { post } from "./requests.js";
import { showSignedOut } from "./toasts.js";

const STALLED = 60_000;

export class Refused extends Error {}
export class Unreadable extends Error {}

let worker;
let asked = 0;
const waiting = new Map();

export function digest(file) {
  worker ??= startWorker();
  const id = ++asked;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  worker.postMessage({ id, file });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function startWorker() {
  const started = new Worker(new URL("./sha256_worker.js", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data: { id, sha256, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Unreadable(error));
    else resolve(sha256);
  });
  return started;
}

// What becomes of files by their names and sizes: `{status, why}` for each. `others` are on their way as well.
export async function look(url, items, others) {
  const found = [];
  for (const { files, beside } of inParts(items, others)) {
    const facts = files.map(({ path, file }) => ({ path, size: file.size, type: file.type }));
    const question = { verb: "look", files: JSON.stringify(facts), beside: JSON.stringify(beside) };
    found.push(...(await ask(url, question)).files);
  }
  return found;
}

// Sends a file that the desk lets in; resolves to "sent" or "known". `signal` ends it, `onSent` hears the bytes so far.
export async function send(url, { file, path, sha256 }, signal, onSent) {
  const facts = { path, size: file.size, type: file.type, sha256 };
  let answer = await ask(url, { verb: "ask", ...facts });
  const number = answer.file;
  if (answer.status === "known") return { outcome: "known" };
  if (answer.status === "form") {
    const body = new FormData();
    for (const [name, value] of Object.entries(answer.fields)) body.append(name, value);
    body.append("file", file);
    await transfer("POST", answer.url, body, file, signal, onSent);
    await ask(url, { verb: "sent", file: number });
  }
  const key = answer.path;
  while (answer.status === "parts") {
    await sendParts(answer, file, signal, onSent);
    answer = await ask(url, { verb: "finish", file: number });
  }
  return { outcome: "sent", key };
}

async function sendParts({ urls, size }, file, signal, onSent) {
  let done = file.size;
  const parts = Object.entries(urls).map(([n, address]) => {
    const piece = file.slice((n - 1) * size, n * size);
    done -= piece.size;
    return { address, piece };
  });
  for (const { address, piece } of parts) {
    const before = done;
    await transfer("PUT", address, piece, file, signal, (bytes) => onSent(before + bytes));
    done += piece.size;
  }
}

async function ask(url, values) {
  const { status, text } = await post(url, values);
  if (status === 401) showSignedOut();
  if (status !== 200) throw new Error(`the desk answers ${status}`);
  const answer = JSON.parse(text);
  if (answer.status === "refused") throw new Refused(answer.why);
  return answer;
}

function transfer(method, url, body, file, signal, onSent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    const stop = () => request.abort();
    signal.addEventListener("abort", stop);
    request.upload.addEventListener("progress", ({ loaded }) => {
      watch();
      onSent(Math.min(loaded, body.size ?? file.size));
    });
    request.addEventListener("loadend", async () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(await failure(request.status, file));
    });
    request.open(method, url);
    watch();
    request.send(body);
  });
}

// A file that was moved or changed since it was chosen looks like a lost connection; the store finds other bytes than
// were announced.
async function failure(status, file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (error) {
    return new Unreadable(String(error));
  }
  return Object.assign(new Error(`the store answers ${status}`), { otherBytes: status === 400 });
}
