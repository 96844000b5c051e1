/** The bubble in the corner, and the panel that it opens. */

import { button, CROSS, element, icon } from "./elements.js";

const SPEECH = "M4 5h16v11H10l-5 4v-4H4z";
const PHONE = "(max-width: 480px), (max-height: 480px)";

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} options
 * @param {{ host: HTMLElement, frame: HTMLElement, life: AbortSignal,
 *   makePanel: (around: import("./panel.js").Around) => Promise<import("./panel.js").Panel> }} parts
 */
export function createFloat(gatekeeper, options, { host, frame, makePanel, life }) {
  /** @type {Promise<import("./panel.js").Panel> | undefined} */
  let making; // with the first opening: most visitors never open it
  let unread = 0;
  let shown = false;
  const label = options.title || "Chat";
  const badge = element("span", { class: "badge" });
  const dialog = element("dialog", { "aria-label": label });
  const bubble = button("", () => (dialog.open ? close() : enter()), "bubble");
  /** What of the page had the focus when the chat took it, and gets it back. @type {any} */
  let before;
  const enter = () => {
    before = document.activeElement;
    open(true).catch(console.error);
  };

  /** @param {number} number of answers that the visitor has not seen */
  const draw = (number) => {
    unread = number;
    badge.textContent = number ? String(number) : "";
    bubble.replaceChildren(icon(dialog.open ? CROSS : SPEECH), badge);
    bubble.ariaLabel = number ? `${label} (${number})` : label;
    bubble.ariaExpanded = String(dialog.open);
  };

  const panel = () =>
    (making ||= makePanel({
      close,
      answered: () => dialog.open || draw(unread + 1),
    }).then(
      (made) => (followKeyboard(host, life), dialog.append(made.element), made),
      (problem) => {
        making = undefined; // the next press tries again
        throw problem;
      },
    ));

  /** @param {boolean} [focus] */
  const open = async (focus) => {
    const { rest } = await panel();
    // Over the whole of a small screen nothing else can be reached, so nothing else may take the focus.
    if (focus && matchMedia(PHONE).matches) dialog.showModal();
    else dialog.open = true; // unlike show(), it leaves the focus where it is
    shown = true;
    draw(0);
    if (focus) gatekeeper.bus.emit("open"); // not what the page view before had open
    gatekeeper.tab.set("open", true);
    gatekeeper.line().catch(() => {}); // a visitor who opens the chat will ask
    if (focus) rest();
  };

  const closed = () => {
    if (dialog.open || !shown) return;
    shown = false;
    draw(0);
    gatekeeper.bus.emit("close");
    gatekeeper.tab.set("open", false);
    bubble.focus();
    if (before !== host) before?.focus(); // what is gone by now, or takes no focus, leaves it to the bubble
  };
  const close = () => {
    dialog.close();
    closed(); // the event comes later, when the chat may be open again
  };
  dialog.addEventListener("close", closed); // the Escape key closes it, too
  draw(0);
  frame.append(dialog, bubble);
  if ((gatekeeper.tab.get("open", true) ?? options.open !== undefined) && !matchMedia(PHONE).matches) open().catch(console.error);
  else if (gatekeeper.pending().length) panel().catch(console.error);
  return { open: enter, close, isOpen: () => dialog.open };
}

/** The on-screen keyboard covers the page: the panel keeps to what is left. @param {HTMLElement} host @param {AbortSignal} signal */
function followKeyboard({ style }, signal) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    style.setProperty("--height", view.height + "px");
    style.setProperty("--top", view.offsetTop + "px");
  };
  for (const type of ["resize", "scroll"]) view.addEventListener(type, fit, { signal });
  fit(); // the keyboard may be there already, for a field of the page
}
