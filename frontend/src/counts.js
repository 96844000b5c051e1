/** Counts local answers per rule version and hour, and reports them in batches. No texts leave. */

import { randomId } from "./identity.js";

/** @typedef {import("./types").Store} Store */

const HOUR_MS = 3_600_000;
const FLUSH_AT = 500; // answers; far below the 60,000 bytes that beacons may share

/**
 * @param {{ key: string, origin: string, store: Store, visitor: () => string }} site the store is the tab's own
 */
export function createCounts({ key, origin, store, visitor }) {
  /** @type {Record<string, number>} "rule.version.hour" -> answers */
  let counts = store.get("counts", {}) || {};

  const flush = () => {
    const fresh = [];
    for (const name in counts) {
      const [rule, version, at] = name.split(".").map(Number);
      const hour = new Date(at * HOUR_MS); // JSON writes it as ISO 8601
      // The storage may hold anything, also what is no time.
      if (counts[name] > 0 && +hour > 0) fresh.push({ rule, version, hour, count: counts[name] });
    }
    let batch = store.get("batch", { batch: "", counts: [] });
    if (!batch && !fresh[0]) return; // a visitor who asked nothing gets no id
    batch ||= { batch: randomId(), visitor: visitor(), counts: [] };
    batch.counts.push(...fresh);
    counts = {};
    store.set("counts", counts);
    // A batch keeps its id until it is handed over, so that the server can count it once.
    store.set("batch", navigator.onLine === false || !deliver(batch) ? batch : null);
  };

  /** @param {object} batch  @returns {boolean} whether the browser took it */
  const deliver = (batch) => {
    try {
      return navigator.sendBeacon(origin + "/api/v1/usage", JSON.stringify({ key, ...batch }));
    } catch {
      return false; // blocked or absent
    }
  };

  return {
    flush,
    /**
     * @param {{ rule: number, version: number }} turn
     * @param {number} now milliseconds
     * @param {1 | -1} by -1 takes one back whose message went to the teacher after all
     */
    add({ rule, version }, now, by = 1) {
      const name = [rule, version, (now / HOUR_MS) | 0].join(".");
      counts[name] = (counts[name] || 0) + by;
      store.set("counts", counts);
      let total = 0;
      for (const each in counts) total += counts[each];
      if (total >= FLUSH_AT) flush();
    },
  };
}
