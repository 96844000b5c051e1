/** What one tab knows of its conversation: who awaits what, and what was answered without the server. */

import { randomId } from "./identity.js";
import { STATES } from "./packs.js";

/** @typedef {import("./types").Awaiting} Awaiting */
/** @typedef {import("./types").LocalTurn & { at: number }} Turn */
/** @typedef {import("./types").Pending} Pending */

const LOCAL_TURNS = 20; // more than any teacher needs to know what was said

/** @param {import("./types").Store} store the tab's own */
export function createConversation(store) {
  /** @returns {{ id: string, awaiting: Awaiting, local: Turn[], open: Record<string, Pending> }} */
  const fresh = () => {
    let id = "";
    return {
      get id() {
        return (id ||= randomId()); // when it is needed: most visitors write nothing
      },
      awaiting: "nothing",
      local: [],
      open: {},
    };
  };
  const talk = {
    state: fresh(),
    /** What may be taken up again: messages of an earlier page view, and failed ones. @type {Pending[]} */
    pending: [],
    /** Takes up what the tab's last page view left. */
    restore() {
      const state = (talk.state = store.get("talk", fresh()) || talk.state);
      talk.pending = Object.values(state.open).filter((each) => each?.body);
      // What an earlier page view sent may have been answered since, unseen: what is awaited is unknown.
      state.awaiting = talk.awaiting();
      state.open = {};
    },
    save: () => store.set("talk", talk.state),
    /** Unknown while an answer is under way. @returns {Awaiting} */
    awaiting: () => (Object.keys(talk.state.open).length ? "unknown" : talk.state.awaiting),
    /** @param {unknown} label anything but a known state is unknown */
    await(label) {
      talk.state.awaiting = STATES.includes(/** @type {string} */ (label)) ? /** @type {Awaiting} */ (label) : "unknown";
      talk.save();
    },
    /** @param {Turn} turn */
    answered({ message, response, rule, version, at }) {
      talk.state.local = [...talk.state.local, { message, response, rule, version, at }].slice(-LOCAL_TURNS);
      talk.save();
    },
    reset() {
      talk.state = fresh();
      talk.pending = [];
      talk.save();
    },
  };
  talk.restore();
  return talk;
}
