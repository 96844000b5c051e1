/** Random names for visitors, conversations, escalations and batches. */

const some = () => Math.random().toString(36).slice(2, 10);

/** @returns {string} unguessable where the browser lets a page make one: not on plain http */
export function randomId() {
  return globalThis.crypto?.randomUUID?.() || [some(), some(), some(), some()].join("-");
}
