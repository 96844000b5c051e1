/** Random names for visitors, conversations, escalations and batches. */

/** @returns {string} a version 4 UUID; unguessable where the browser has a crypto source */
export function randomId() {
  try {
    return crypto.randomUUID();
  } catch {
    // Pages on plain http have no randomUUID, very old browsers no crypto.
    return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (+digit ^ (randomByte() & (15 >> (+digit / 4)))).toString(16),
    );
  }
}

function randomByte() {
  try {
    return crypto.getRandomValues(new Uint8Array(1))[0];
  } catch {
    return (Math.random() * 256) | 0;
  }
}
