/** Messages under way, and those that may be tried again, in one tab's conversation. */

/** @typedef {import("../types").LocalTurn} LocalTurn */
/** @typedef {import("../types").Pending} Pending */

const UNSTORABLE = /[\0\ud800-\udfff]/gu; // NUL and lone surrogates: no database takes them

/** @param {string} text */
export const storable = (text) => text.replace(UNSTORABLE, "\ufffd");

const BURST_MS = 2000; // "thanks", then a question right after it, are one message

/** @param {ReturnType<typeof import("../conversation.js").createConversation>} talk */
export function createFlights(talk) {
  return {
    /** Takes back the last local turn if it came in one burst with what follows. @param {number} now */
    burst: (now) => (now - (talk.state.local.at(-1)?.at || 0) < BURST_MS ? talk.state.local.pop() : undefined),
    /** What was answered here since the last escalation. @returns {LocalTurn[]} */
    local: () => talk.state.local.map(({ at: _at, ...turn }) => turn),
    /** @param {Pending} sent */
    open(sent) {
      talk.pending = talk.pending.filter((each) => each !== sent);
      talk.state.open[sent.body.id] = sent;
      talk.save();
    },
    /** The server has it, and with it the local turns that rode along. @param {Pending} sent */
    accepted(sent) {
      talk.state.local = talk.state.local.slice(sent.body.local.length);
      talk.save();
    },
    /** @param {Pending} sent */
    close(sent) {
      delete talk.state.open[sent.body.id];
      talk.save();
    },
    /** Keeps a failed message for another try. @param {Pending} sent  @returns {string} its id */
    retain(sent) {
      talk.pending.push(sent);
      return sent.body.id;
    },
  };
}
