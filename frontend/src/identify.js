/** Makes one visitor of a person on several devices. Loaded when a page calls `identify`. */

import { randomId, visitorIn } from "./identity.js";

const KNOWN = "id-"; // how the ids of signed-in visitors begin

/**
 * Only a digest leaves the browser: not the token, and nothing that leads back to it.
 * @param {string} key of the site, so that two sites do not know the same visitor
 * @param {string} token
 */
async function digest(key, token) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key + "\n" + token));
  const letters = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return KNOWN + letters.replace(/[+/=]/g, "-").slice(0, 32);
}

/**
 * The browser's visitor is everybody's who uses it; a conversation is one tab's, and the tab keeps whose it is.
 * @param {import("./gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./types").Store} store
 * @param {string | null} token
 * @throws where the page is not served over https: browsers make digests only there
 */
export async function identify(gatekeeper, store, token) {
  const { key, tab } = gatekeeper;
  const known = token && (await digest(key, token));
  const stored = visitorIn(store);
  // Not signed in, now or before: the same anonymous visitor.
  const visitor = known || (stored.startsWith(KNOWN) ? randomId() : stored);
  const before = tab.get("visitor", "") || (known ? "" : stored);
  if (visitor !== before) {
    gatekeeper.flush(); // what was counted is still theirs
    gatekeeper.reset(); // another person's conversation is not theirs to read
  }
  store.set("visitor", visitor);
  tab.set("visitor", known || "");
}
