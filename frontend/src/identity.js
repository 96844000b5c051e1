/** Random names for visitors, conversations, escalations and batches. */

/** @returns {string} 96 bits that cannot be guessed, in at most 32 characters, also on plain http, which has no `randomUUID`; the
 *   time where a page has taken `crypto` away, so that its visitors are answered all the same */
export const randomId = () =>
  globalThis.crypto?.getRandomValues(new Uint32Array(3)).join("-") || "" + Date.now();

/** This browser's visitor. @param {import("./types").Store} store  @returns {string} */
export function visitorIn(store) {
  let visitor = store.get("visitor", "");
  if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", (visitor = randomId()));
  return visitor;
}
