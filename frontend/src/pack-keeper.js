/** Holds the site's pack: from the cache at once, from the server when its lifetime is over. */

import { FORMAT, loadPack } from "./packs.js";

/** @typedef {import("./types").Store} Store */

// Pages with another release share the storage: each release keeps the packs that it can read.
const PACK = "pack" + FORMAT;
export const CHECKED = "checked" + FORMAT;

/**
 * @param {{ key: string, origin: string, store: Store, changed: (problem?: string) => void }} site
 *   `changed` receives every new pack, and every refused one with its problem
 */
export function createPackKeeper({ key, origin, store, changed }) {
  /** @type {import("./packs.js").Pack | null} */
  let pack = null;
  let text = "";
  let checkedAt = 0; // milliseconds, when the server last said that this pack is current
  /** @type {Promise<void> | null} */
  let syncing = null;

  /** Swaps the pack whole, or keeps the one there is. @param {string} [candidate] none where none is stored */
  const adopt = (candidate = text) => {
    if (candidate === text) return;
    try {
      pack = loadPack(JSON.parse(candidate));
      text = candidate;
      changed();
    } catch (error) {
      changed(String(error));
    }
  };

  const restore = () => {
    adopt(store.get(PACK, ""));
    checkedAt = /** @type {number} */ (store.get(CHECKED, 0)); // where none is stored no pack is current
  };

  const download = async () => {
    try {
      const response = await fetch(`${origin}/api/v1/pack?key=${encodeURIComponent(key)}&format=${FORMAT}`, {
        cache: "no-cache", // the browser itself makes this a 304
        credentials: "omit",
      });
      if (!response.ok) throw "status " + response.status;
      const fresh = await response.text();
      adopt(fresh);
      if (fresh !== text) return; // refused: the old one lives out its lifetime
      if (store.get(PACK, "") !== text) store.set(PACK, text);
      store.set(CHECKED, (checkedAt = Date.now()));
    } catch (error) {
      changed(String(error));
    }
  };

  return {
    restore,
    /** @returns {Promise<void>} never rejects */
    sync: () => (syncing ||= download().finally(() => (syncing = null))),
    /** The pack, while its lifetime lasts. @param {number} now milliseconds */
    current: (now) => (pack && Math.abs(now - checkedAt) <= pack.settings.lifetime * 1000 ? pack : null),
    held: () => pack,
    drop() {
      pack = null;
      text = "";
    },
  };
}
