/** A tab that a page of this site opened goes on with the conversation there. */

const PATIENCE_MS = 1000; // other tabs answer within a few milliseconds

/** What a conversation is in a tab's storage, and its shape. @type {[string, unknown][]} */
const KEPT = [
  ["talk", {}],
  ["transcript", []],
  ["visitor", ""],
];

/**
 * A browser copies a tab's storage for a window that a script opens, and not for a link opened in a new tab.
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} options `share`: also in a tab that the visitor opened by themselves
 * @param {AbortSignal} signal
 */
export function followTabs(gatekeeper, { share, consent }, signal) {
  const { key, tab } = gatekeeper;
  // A page from Firefox's memory reads the tab's storage as it was when the visitor left: the conversation would fork.
  // With this listener Firefox loads the page again instead. Only Firefox has no vendor.
  if (!navigator.vendor) addEventListener("unload", () => {}, { signal });
  const turns = () => tab.get("transcript", []) || [];
  const opened = document.referrer.startsWith(location.origin + "/");
  let asks = (share !== undefined || opened) && !turns().length;
  /** @type {BroadcastChannel | undefined} */
  let channel;
  const join = () => {
    try {
      channel ||= new BroadcastChannel("delegation:" + key);
    } catch {
      return; // blocked, as cookies are: each tab for itself
    }
    channel.onmessage = ({ data }) => {
      if (!data && turns().length) channel?.postMessage(KEPT.map(([name, shape]) => [name, tab.get(name, shape)]));
      if (!data || !asks || turns().length) return;
      asks = false;
      for (const [name, value] of data) tab.set(name, value);
      gatekeeper.restore();
    };
    if (!asks) return;
    channel.postMessage(null);
    setTimeout(() => (asks = false), PATIENCE_MS); // a later answer is another tab's
  };
  signal.addEventListener("abort", () => channel?.close());
  // Before consent the storage may hold a conversation that cannot be read yet.
  if (asks || turns().length || consent !== undefined) return join();
  // A tab without a conversation has nothing to hand on, until it has one.
  gatekeeper.on("message", join);
  gatekeeper.on("restore", join);
}
