// The selection: a set of photo ids. The page only mirrors it, again after every swap. Its rules, all of them here:
//
// 1. A key or a button acts on the selection. Where nothing is selected, a key acts on the focused photo.
// 2. Moving takes a single selection along. Several selected photos stay selected, and only the focus moves.
// 3. With Ctrl only the focus moves; Space adds the focused photo to the selection or takes it out.
// 4. Shift selects from the anchor, which is where the last choice of a single photo was made, to where it ends.
// 5. Acting with Shift goes on to the photo behind those acted on, and the selection goes along.
// 6. "Save, next" moves as an arrow key does.
// 7. What a filter hides is not selected.
const chosen = new Set();
let anchor = null;

export const isSelected = (id) => chosen.has(id);
export const selectedIds = () => [...chosen];

// Rule 1.
export const targetsAt = (focused) => (chosen.size || !focused ? selectedIds() : [focused]);

// Rules 2 and 6.
export function follow(id) {
  if (chosen.size === 1) selectOnly(id);
  else if (!chosen.size) anchor = null;
}

// Rule 5.
export function goOn(id) {
  if (chosen.size) selectOnly(id);
}

export function selectOnly(id) {
  chosen.clear();
  chosen.add(id);
  anchor = id;
}

// Rule 3.
export function toggle(id) {
  if (!chosen.delete(id)) chosen.add(id);
  anchor = id;
}

// Rule 4.
export function extendTo(id, order, from = id) {
  anchor ??= from;
  const ends = [order.indexOf(anchor), order.indexOf(id)].toSorted((a, b) => a - b);
  chosen.clear();
  order.slice(Math.max(ends[0], 0), ends[1] + 1).forEach((one) => chosen.add(one));
}

export const add = (ids) => ids.forEach((id) => chosen.add(id));

export function selectNone() {
  chosen.clear();
  anchor = null;
}

export function replaceBy(ids) {
  selectNone();
  add(ids);
}

// Rule 7, and what is gone from the page.
export function keepOnly(ids) {
  const kept = new Set(ids);
  for (const id of chosen) if (!kept.has(id)) forget(id);
}

export function forget(id) {
  chosen.delete(id);
  if (anchor === id) anchor = null;
}
