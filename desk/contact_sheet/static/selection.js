// The selection is a set of photo ids. The page only mirrors it, again after every swap.
const chosen = new Set();
let anchor = null;

export const isSelected = (id) => chosen.has(id);
export const selectedIds = () => [...chosen];

export function selectOnly(id) {
  chosen.clear();
  chosen.add(id);
  anchor = id;
}

export function toggle(id) {
  if (!chosen.delete(id)) chosen.add(id);
  anchor = id;
}

export function extendTo(id, order) {
  const from = order.indexOf(anchor ?? id);
  const to = order.indexOf(id);
  const [first, last] = from < to ? [from, to] : [to, from];
  chosen.clear();
  order.slice(Math.max(first, 0), last + 1).forEach((one) => chosen.add(one));
  anchor ??= id;
}

export function setAnchor(id) {
  anchor ??= id;
}

export function selectAll(order) {
  order.forEach((id) => chosen.add(id));
}

export function selectNone() {
  chosen.clear();
  anchor = null;
}

export function forget(id) {
  chosen.delete(id);
  if (anchor === id) anchor = null;
}
