/** The line to the teacher. Loaded with the first message that the pack does not answer. */

import { randomId } from "../identity.js";
import { follow, post, stop } from "./escalation.js";
import { asFailure, failure } from "./failure.js";
import { createFlights, storable } from "./flights.js";
import { createFreshLessons } from "./fresh-lessons.js";

/** @typedef {import("../types").Answer} Answer */
/** @typedef {import("../types").AskOptions} AskOptions */
/** @typedef {import("../types").Pending} Pending */

// What failed so may be tried again under its id; everything else was decided.
const UNDECIDED = /^(offline|refused|lost|token_expired)$/;

/** @param {import("../types").LineParts} parts */
export function createLine(parts) {
  const { key, origin, visitor, talk, counts, life, emit, canonical, sync } = parts;
  const lessons = createFreshLessons(canonical);
  const flights = createFlights(talk);
  let busyUntil = 0; // milliseconds; the server asked for quiet until then

  /** @param {string} message @param {AskOptions} options  @returns {Pending} */
  const compose = (message, { rejects, page }) => {
    const awaiting = talk.awaiting();
    const before = rejects ? undefined : flights.burst(Date.now());
    if (before) {
      message = before.message + "\n" + message;
      counts.add(before, before.at, -1);
    }
    const body = { key, visitor: visitor(), conversation: talk.state.id, id: randomId(), message: storable(message), awaiting, page };
    return {
      body: { ...body, local: flights.local(), rejects: rejects && { rule: rejects.id, version: rejects.version } },
    };
  };

  /** @param {Pending} sent @param {AbortSignal} signal @param {(text: string) => void} onDelta @param {() => void} [onWait] */
  const deliver = async (sent, signal, onDelta, onWait) => {
    if (!sent.ticket) {
      const seconds = Math.ceil((busyUntil - Date.now()) / 1000);
      if (seconds > 0) throw failure("limited", { retryAfter: seconds });
      sent.ticket = await post(origin, sent.body, signal);
      flights.accepted(sent);
    }
    return follow(sent.ticket, signal, onDelta, onWait);
  };

  /** A conversation that was cleared meanwhile awaits nothing from before. @param {Pending} sent @param {unknown} awaiting */
  const label = ({ body }, awaiting) => body.conversation === talk.state.id && talk.await(awaiting);

  /**
   * @param {Pending | string} what a message, or one that may be tried again
   * @param {AskOptions} options
   * @returns {Promise<Answer>} rejects with a `Failure`
   */
  const escalate = async (what, options) => {
    const { signal, onDelta, onWait } = options;
    if (!what) throw failure("empty");
    if (signal?.aborted || life.aborted) throw failure("stopped");
    const sent = typeof what === "string" ? compose(what, options) : what;
    const control = new AbortController();
    const abort = () => control.abort();
    for (const each of [signal, life]) each?.addEventListener("abort", abort);
    let shown = false;
    flights.open(sent);
    try {
      const answer = await deliver(sent, control.signal, (text) => {
        shown = true;
        onDelta?.(text);
        emit("delta", { text });
      }, onWait);
      flights.close(sent);
      label(sent, answer.awaiting);
      // A rule that went live with the answer is obeyed at once; the pack that holds it is on its way.
      if (lessons.learn(answer.learningInstruction, sent.body.awaiting)) sync();
      return { ...answer, id: sent.body.id };
    } catch (error) {
      const failed = asFailure(error, "refused");
      if (failed.retryAfter) busyUntil = Date.now() + failed.retryAfter * 1000;
      if (sent.ticket && control.signal.aborted) stop(origin, sent.ticket);
      sent.ticket = undefined; // the same id posted again gets a fresh one
      flights.close(sent);
      if (shown) label(sent, "unknown"); // half an answer was read: what it awaited is anyone's guess
      if (failed.retryAfter || UNDECIDED.test(failed.code)) failed.id = flights.retain(sent);
      throw failed;
    } finally {
      for (const each of [signal, life]) each?.removeEventListener("abort", abort);
    }
  };

  /** @returns {Promise<typeof import("../extras.js")>} */
  const extras = () => parts.load(EXTRAS_FILE);

  /** @param {string} message @param {NonNullable<AskOptions["respond"]>} respond  @returns {Promise<Answer>} */
  const askServer = async (message, respond) => {
    const { askOwn } = await extras();
    return askOwn(parts, message, flights.local(), respond);
  };

  return { escalate, askServer, lessons, extras };
}
