/** Starts a gatekeeper for every script tag of ours, and makes the page's one global. */

import { Gatekeeper } from "./gatekeeper.js";

/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").StartOptions} StartOptions */

const TAG = 'script[src*="gatekeeper"][data-key^="pk_"]';

/** @returns {Entry} */
function createEntry() {
  /** @type {Entry["sites"]} */
  const sites = {};

  /** The first site's methods are the global's. */
  const expose = () => {
    const [first] = Object.values(sites);
    if (first) window.delegation = Object.assign(first, entry);
    else delete window.delegation;
  };

  /** @param {StartOptions} options */
  const startSite = (options) => {
    const { key, src, chat, consent, debug } = options;
    if (sites[key]) return sites[key];
    const site = (sites[key] = new Gatekeeper({
      key,
      home: src,
      origin: new URL(src).origin,
      waitForConsent: consent !== undefined,
      debug: debug !== undefined,
    }));
    site.on("destroy", () => (delete sites[key], expose()));
    expose();
    if (chat !== undefined) {
      // A dynamic import, not a script element: Trusted Types allow it.
      import(new URL(CHAT_FILE, src).href).then(({ mountChat }) => mountChat(site, options), console.error);
    }
    return site;
  };

  /** @type {Entry} */
  const entry = {
    sites,
    start(options) {
      if (options) return startSite(options);
      for (const tag of /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll(TAG))) {
        startSite(/** @type {StartOptions} */ ({ ...tag.dataset, src: tag.src }));
      }
      return undefined;
    },
  };
  return entry;
}

function run() {
  const before = window.delegation;
  if (before?.start && !before.queue) return before.start(); // loaded twice: only what is new on the page starts
  const entry = (window.delegation = createEntry());
  entry.start();
  for (const [name, values, answer] of before?.queue || []) answer(window.delegation[name](...values));
}

// Imported on a server, this file does nothing.
if (typeof document !== "undefined") run();
