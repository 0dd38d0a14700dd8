// The files of a drag or of a picker, each with its path below what was dropped.
const A_PART = 100;

// A drag's items are gone once its event is over, so they are taken out at once.
export function filesOfDrag(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return Promise.resolve([...transfer.files].map(withPath));
  return Promise.all(entries.map(walk)).then((found) => found.flat());
}

export const filesOfPicker = (input) => [...input.files].map(withPath);

const withPath = (file) => ({ file, path: file.webkitRelativePath || file.name });

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader();
  const found = [];
  // It hands out a hundred at a time, and nothing after the last.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found.flat();
    found.push(...(await Promise.all(some.map(walk))));
  }
}

// Files in parts, to be judged one after the other, each with the paths of those outside it that share a name with one in
// it: a raw file is refused unless its photo is there, which may be far off in any order, as `A.JPG` is from `a.nef`.
export function inParts(items, others) {
  const paths = new Map();
  for (const { path } of [...items, ...others]) paths.set(stem(path), (paths.get(stem(path)) ?? new Set()).add(path));
  return Array.from({ length: Math.ceil(items.length / A_PART) }, (_none, i) => {
    const files = items.slice(i * A_PART, (i + 1) * A_PART);
    const here = new Set(files.map(({ path }) => path));
    const names = new Set([...here].map(stem));
    return { files, beside: [...names].flatMap((name) => [...paths.get(name)]).filter((path) => !here.has(path)) };
  });
}

const stem = (path) =>
  path
    .normalize("NFC")
    .toUpperCase()
    .replace(/\.[^./]*$/, "");
