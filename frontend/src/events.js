/** Who listens to what. */

/** @typedef {import("./types").EventMap} EventMap */

export function createEvents() {
  /** @type {Record<string, Set<(detail: any) => void>>} */
  let listeners = {};

  return {
    /**
     * @template {keyof EventMap} Name
     * @param {Name} event @param {(detail: EventMap[Name]) => void} listener
     * @returns {() => void} stops listening
     */
    on(event, listener) {
      const those = (listeners[event] ||= new Set());
      those.add(listener);
      return () => those.delete(listener);
    },
    /** @template {keyof EventMap} Name @param {Name} event @param {EventMap[Name]} [detail] */
    emit(event, detail) {
      for (const listener of listeners[event] || []) {
        try {
          listener(detail);
        } catch (error) {
          console.error(error); // the page's own mistake; it must not stop an answer
        }
      }
    },
    forget() {
      listeners = {};
    },
  };
}
