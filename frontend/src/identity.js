/** Random names for visitors, conversations, escalations and batches. */

const some = () => Math.random().toString(36).slice(2, 10);

/** @returns {string} unguessable where the browser lets a page make one: not on plain http */
export function randomId() {
  return globalThis.crypto?.randomUUID?.() || Array.from({ length: 4 }, some).join("-");
}

/** This browser's visitor. @param {import("./types").Store} store  @returns {string} */
export function visitorIn(store) {
  let visitor = store.get("visitor", "");
  if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", (visitor = randomId()));
  return visitor;
}
