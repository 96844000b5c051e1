/** A cache in the browser. It may be absent, full, corrupt or cleared at any time; memory stands in. */

/** @typedef {import("./types").Store} Store */

/**
 * Whether a stored value still has the shape that its reader relies on.
 * @param {any} value @param {any} sample  @returns {boolean}
 */
const alike = (value, sample) =>
  typeof value === typeof sample &&
  Array.isArray(value) === Array.isArray(sample) &&
  (typeof sample !== "object" || (value && Object.keys(sample).every((name) => alike(value[name], sample[name]))));

/**
 * @param {"localStorage" | "sessionStorage"} kind
 * @param {string} prefix keeps the sites of one page apart
 * @param {boolean} allowed false: nothing is read or written until `allow()`
 * @returns {Store} values are anything JSON can hold; one that is missing or of another shape reads as undefined
 */
export function openStore(kind, prefix, allowed) {
  /** @type {Record<string, unknown>} */
  let memory = {};

  /** @param {(area: Storage) => unknown} work  @returns {unknown} undefined when the storage refused */
  const attempt = (work) => {
    try {
      return allowed && work(globalThis[kind]); // the getter itself throws in sandboxed frames
    } catch {} // blocked, full, corrupt or absent: memory stands in
    return undefined;
  };

  /** @type {Store} */
  const store = {
    get(name, sample) {
      // What is not there parses as null: an exception for each would be a quarter of a first load's script.
      const value = attempt((area) => JSON.parse(/** @type {string} */ (area.getItem(prefix + name))));
      return alike(value, sample) ? value : memory[name];
    },
    set(name, value) {
      memory[name] = value;
      // An older value must not outlive a newer one that did not fit.
      attempt((area) => (area.setItem(prefix + name, JSON.stringify(value)), true)) ||
        attempt((area) => area.removeItem(prefix + name));
    },
    allow() {
      const held = memory;
      allowed = true;
      for (const name in held) if (store.get(name, held[name]) === held[name]) store.set(name, held[name]);
    },
    forbid() {
      allowed = true; // also what an earlier page view was allowed to keep
      attempt((area) => {
        for (const name of Object.keys(area)) if (name.startsWith(prefix)) area.removeItem(name);
      });
      memory = {};
      allowed = false;
    },
  };
  return store;
}
