// The files of a drag or of a picker, each with its path below what was dropped.

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
