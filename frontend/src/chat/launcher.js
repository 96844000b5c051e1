/** The page's own ways to the chat: calls, links, and words that come by themselves. */

/** @typedef {import("../gatekeeper.js").Gatekeeper} Gatekeeper */
/** @typedef {NonNullable<import("../types").PageContext["values"]>} Values */
/** @typedef {{ open: () => void, close: () => void, isOpen: () => boolean, context: (values: Values) => void }} Doors */

/**
 * @param {Gatekeeper} gatekeeper
 * @param {Doors} doors
 * @param {AbortSignal} signal
 */
export function makeCalls(gatekeeper, { open, close, isOpen, context }, signal) {
  /** @type {Record<string, (...values: any[]) => void>} */
  const calls = {
    open,
    close,
    toggle: () => (isOpen() ? close() : open()),
    context,
  };
  Object.assign(gatekeeper, calls);
  addEventListener(
    "click",
    (event) => {
      const opener = event.target instanceof Element && event.target.closest("[data-delegation-open]");
      if (!opener) return;
      event.preventDefault(); // a link would leave the page
      open();
    },
    { signal },
  );
  gatekeeper.bus.emit("ready");
  for (const [name, values, answer] of window.delegation.later?.splice(0) || []) answer(calls[name]?.(...values));
}

/**
 * Says something once to each visitor who has not met the chat: after a while, or after a part of the page.
 * @param {Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} options
 * @param {{ frame: HTMLElement, open: () => void, isOpen: () => boolean }} parts
 * @param {AbortSignal} signal
 */
export function awaitInvitation(gatekeeper, { invite, inviteAfter = "20" }, { frame, open, isOpen }, signal) {
  const { kept, tab } = gatekeeper;
  const met = () => isOpen() || kept.get("invited", true) || tab.get("transcript", [])?.length;
  if (!invite || met()) return;
  const waiting = new AbortController();
  const show = () => {
    waiting.abort();
    if (met() || signal.aborted) return;
    kept.set("invited", true);
    gatekeeper.load(INVITE_FILE).then(({ showInvitation }) => showInvitation(gatekeeper, frame, invite, open), console.error);
  };
  const part = parseFloat(inviteAfter);
  if (!inviteAfter.endsWith("%")) setTimeout(show, part * 1000);
  else {
    const look = () => {
      const { scrollTop, scrollHeight, clientHeight } = /** @type {Element} */ (document.scrollingElement);
      if (scrollTop > 0 && (scrollTop + clientHeight) * 100 >= part * scrollHeight) show();
    };
    addEventListener("scroll", look, { passive: true, signal: waiting.signal });
  }
}
