/** Random names for visitors, conversations, escalations and batches. */

/** @returns {string} at most 40 characters that nobody can guess, also on plain http, which has no `randomUUID` */
export const randomId = () => crypto.getRandomValues(new Uint32Array(4)).join("-").slice(0, 40);

/** This browser's visitor. @param {import("./types").Store} store  @returns {string} */
export function visitorIn(store) {
  let visitor = store.get("visitor", "");
  if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", (visitor = randomId()));
  return visitor;
}
