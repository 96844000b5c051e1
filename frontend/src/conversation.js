/** What one tab knows of its conversation: who awaits what, and what was answered without the server. */

import { randomId } from "./identity.js";

/** @typedef {import("./types").Awaiting} Awaiting */
/** @typedef {import("./types").LocalTurn & { at: number }} Turn */
/** @typedef {import("./types").Pending} Pending */

const BURST_MS = 2000; // "thanks", then a question right after it, are one message
const LOCAL_TURNS = 20; // more than any teacher needs to know what was said
const STATES = ["nothing", "more", "confirm", "choice", "info"];

/** @param {import("./types").Store} store the tab's own */
export function createConversation(store) {
  /** @type {{ id: string, awaiting: Awaiting, local: Turn[], open: Record<string, Pending> }} */
  let talk = store.get("talk", fresh()) || fresh();
  /** @type {Record<string, Pending>} what may be tried again */
  let pending = talk.open;
  // What an earlier page view sent may have been answered since, unseen: what is awaited is unknown.
  if (Object.keys(pending).length) talk.awaiting = "unknown";
  talk.open = {};

  /** @returns {typeof talk} */
  function fresh() {
    return { id: randomId(), awaiting: "nothing", local: [], open: {} };
  }
  const save = () => store.set("talk", talk);

  return {
    save,
    id: () => talk.id,
    /** @param {string} [id] */
    pending: (id) => Object.values(pending).filter((each) => each.body && (!id || each.body.id === id)),
    /** Unknown while an answer is under way. */
    awaiting: () => (Object.keys(talk.open).length ? "unknown" : talk.awaiting),
    /** @param {unknown} label anything but a known state is unknown */
    await(label) {
      talk.awaiting = STATES.includes(/** @type {string} */ (label)) ? /** @type {Awaiting} */ (label) : "unknown";
      save();
    },
    /** @param {Turn} turn */
    answered({ message, response, rule, version, at }) {
      talk.local = [...talk.local, { message, response, rule, version, at }].slice(-LOCAL_TURNS);
      save();
    },
    /** Takes back the last local turn if it came in one burst with what follows. @param {number} now */
    burst: (now) => (talk.local.length && now - talk.local[talk.local.length - 1].at < BURST_MS ? talk.local.pop() : undefined),
    local: () => talk.local.map(({ message, response, rule, version }) => ({ message, response, rule, version })),
    /** @param {Pending} sent */
    open(sent) {
      delete pending[sent.body.id];
      talk.open[sent.body.id] = sent;
      save();
    },
    /** The server has it, and with it the local turns that rode along. @param {Pending} sent */
    accepted(sent) {
      talk.local = talk.local.slice(sent.body.local.length);
      save();
    },
    /** @param {Pending} sent */
    close(sent) {
      delete talk.open[sent.body.id];
      save();
    },
    /** Keeps a failed message for another try. @param {Pending} sent  @returns {string} its id */
    retain(sent) {
      pending[sent.body.id] = sent;
      return sent.body.id;
    },
    reset() {
      talk = fresh();
      pending = {};
      save();
    },
  };
}
