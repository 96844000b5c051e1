/** Tells the server what a visitor says besides messages. */

import { visitorIn } from "../identity.js";

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {"feedback" | "handoffs"} what
 * @param {object} body
 * @returns {Promise<boolean>} whether the server took it; rejects where the line is broken
 */
export async function tell({ key, site, tab, kept }, what, body) {
  const visitor = visitorIn(tab.get("visitor", "") ? tab : kept);
  const { ok } = await fetch(`${site.origin}/api/v1/${what}`, {
    method: "POST",
    body: JSON.stringify({ key, visitor, ...body }), // a string goes as text/plain, which needs no preflight
    keepalive: true,
    credentials: "omit",
  });
  return ok;
}
