/** A few uninvited words at the bubble: shown once, small, and easily sent away. Loaded when they are due. */

import { dress } from "./dress.js";
import { button, CROSS, element, icon } from "./elements.js";
import SHEET from "./invite.css";
import { loadTexts } from "./texts.js";

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {HTMLElement} frame of the bubble
 * @param {string} words
 * @param {() => void} open
 */
export async function showInvitation(gatekeeper, frame, words, open) {
  const texts = await loadTexts(frame.lang, gatekeeper);
  const away = () => invitation.remove();
  const refuse = () => (away(), frame.querySelector("button")?.focus());
  const accept = button(words, open, "");
  accept.dir = "auto";
  const invitation = element("div", { class: "invite", role: "status" }, accept, button(icon(CROSS), refuse, "", texts.close));
  dress(/** @type {ShadowRoot} */ (frame.getRootNode()), SHEET);
  frame.append(invitation);
  gatekeeper.on("open", away);
}
