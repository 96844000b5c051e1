/** Lets the page and the chat live side by side: neither takes the other's keys, clicks and focus. */

const KEPT = "keydown keyup keypress click mouseup pointerup touchend".split(" ");
const UNSEEN = "focusin focusout pointerdown mousedown touchstart".split(" "); // nothing in the chat listens to these
const MODAL = "dialog, [role=dialog], [aria-modal=true], .modal";

/**
 * A page's shortcuts must not fire while a visitor types here, a click here is no click beside the page's modal, and
 * the modal's focus trap must not take the focus back.
 * @param {HTMLElement} host
 * @param {AbortSignal} signal
 */
export function keepToItself(host, signal) {
  for (const type of KEPT) host.addEventListener(type, (event) => event.stopPropagation());
  const hide = (/** @type {any} */ event) => {
    const leaving = event.relatedTarget === host && event.target.closest?.(MODAL);
    if (event.target === host || leaving) event.stopImmediatePropagation();
  };
  // On the window and capturing: before the document, where traps listen.
  for (const type of UNSEEN) addEventListener(type, hide, { capture: true, passive: true, signal });
}

/**
 * Keeps the host in the page, whatever the page replaces, and where it can be used: beside an open modal dialog
 * everything is inert, so then it is inside.
 * @param {HTMLElement} host
 * @param {string | undefined} place a selector, for a chat inside the page
 * @param {AbortSignal} signal
 */
export function stayIn(host, place, signal) {
  const attach = () => {
    const inline = place && document.querySelector(place);
    const home = inline || [...document.querySelectorAll("dialog:modal")].at(-1) || document.documentElement;
    // Beside the body: its transforms and opacity stay its own, and a framework may swap it.
    if (host.parentNode !== home) home.append(host);
  };
  attach();
  const size = new ResizeObserver(attach); // what is taken out of the page loses its size
  const dialogs = new MutationObserver(attach);
  size.observe(host);
  dialogs.observe(document, { subtree: true, attributeFilter: ["open"] });
  signal.addEventListener("abort", () => (size.disconnect(), dialogs.disconnect()));
}
