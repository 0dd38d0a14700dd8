// What this browser knows of the files it was given, by door, path, size and time: their SHA-256, and whether they were
// sent. It outlives the tab; where the browser keeps nothing, as in a private window, only reading again is lost.
const KEPT_FOR = 30 * 24 * 3600 * 1000;
let opened;

export async function recall(door) {
  const rows = await all(door);
  const old = Date.now() - KEPT_FOR;
  await change((store) => rows.filter((row) => row.at < old).forEach((row) => store.delete(row.id)));
  return new Map(rows.filter((row) => row.at >= old).map((row) => [row.id, row]));
}

export const idOf = (door, { path, file }) => [door, path, file.size, file.lastModified].join("\n");

export const remember = (rows) => change((store) => rows.forEach((row) => store.put({ ...row, at: Date.now() })));

export const forget = (id) => change((store) => store.delete(id));

async function all(door) {
  const database = await open();
  if (!database) return [];
  return settled(database.transaction("files").objectStore("files").index("door").getAll(door)).catch(() => []);
}

async function change(act) {
  const database = await open();
  if (!database) return;
  const transaction = database.transaction("files", "readwrite");
  act(transaction.objectStore("files"));
  await new Promise((resolve) => {
    for (const end of ["complete", "abort", "error"]) transaction.addEventListener(end, resolve);
  });
}

function open() {
  opened ??= new Promise((resolve) => {
    const request = indexedDB.open("bildstelle-drop", 1);
    request.addEventListener("upgradeneeded", () =>
      request.result.createObjectStore("files", { keyPath: "id" }).createIndex("door", "door"),
    );
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => resolve(null));
  }).catch(() => null);
  return opened;
}

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
