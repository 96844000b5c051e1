/** Starts a gatekeeper for this script's tag, and makes the page's one global. */

import { Gatekeeper } from "./gatekeeper.js";
import { load } from "./loading.js";

/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").StartOptions} StartOptions */

const TAG = 'script[data-key^="pk_"]';

function run() {
  // Markup can be called like both of these: an image "currentScript", a form "delegation". It is neither a script nor
  // the window's own.
  const tag = document.currentScript;
  const own = tag instanceof HTMLScriptElement ? tag : undefined;
  const before = Object.hasOwn(window, "delegation") ? window.delegation : {};
  /** @type {Entry["sites"]} */
  const sites = before.sites || {};

  /** The first site's methods are the global's. */
  const expose = () => {
    const [first] = Object.values(sites);
    if (first) window.delegation = Object.assign(first, entry);
    else delete window.delegation;
  };

  /** @param {StartOptions} options */
  const startSite = ({ ...options }) => {
    const { key, chat, consent, debug } = options;
    if (sites[key]) return sites[key];
    // Code comes from where this file came from, whatever the page says.
    const home = /** @type {string} */ (own?.src || options.src);
    const site = (sites[key] = new Gatekeeper({
      key,
      home,
      origin: new URL(home).origin,
      waitForConsent: consent !== undefined,
      debug: debug !== undefined,
    }));
    site.on("destroy", () => (delete sites[key], expose()));
    expose();
    if (chat !== undefined) load(home, CHAT_FILE).then(({ mountChat }) => mountChat(site, options), console.error);
    return site;
  };

  /** @type {Entry & { later: unknown }} */
  const entry = {
    sites,
    later: before.later, // calls that wait for the chat
    start(options) {
      if (options) return startSite(options);
      for (const each of /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll(TAG))) {
        if (each.src === own?.src) startSite(/** @type {any} */ (each.dataset));
      }
      return undefined;
    },
  };

  if (!before.sites) window.delegation = entry;
  if (own?.matches(TAG)) startSite(/** @type {any} */ (own.dataset));
  for (const [name, values, answer] of before.queue || []) answer(window.delegation[name](...values));
}

// Imported on a server, this file does nothing.
if (globalThis.document) run();
