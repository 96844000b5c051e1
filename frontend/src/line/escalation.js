/** One message to the teacher: posted once, followed until its answer is here. */

import { readEvents } from "./event-stream.js";
import { asFailure, failure, refusal } from "./failure.js";
import { createText } from "./text-so-far.js";

/** @typedef {import("../types").Answer} Answer */
/** @typedef {import("../types").EscalationBody} EscalationBody */
/** @typedef {import("../types").Failure} Failure */
/** @typedef {import("../types").Ticket} Ticket */

const POST_MS = 30_000; // accepting takes milliseconds; after this the line is dead
const POLL_SECONDS = 20;
const PATIENCE_MS = 180_000; // of pauses in a row that bring nothing new; a deployment takes less
const KEEPALIVE_LENGTH = 15_000; // browsers refuse keepalive bodies near 64 KiB; a character may take four bytes

/** @param {number} milliseconds @param {AbortSignal} signal  @returns {Promise<void>} */
const pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });

/**
 * Sends the message. Nothing here sends it twice; the server takes the same id and body once.
 * @param {string} origin
 * @param {EscalationBody} body
 * @param {AbortSignal} signal
 * @returns {Promise<Ticket>}
 * @throws {Failure} what the server said, or `offline` when it is not known whether it arrived
 */
export async function post(origin, body, signal) {
  const text = JSON.stringify(body);
  const control = new AbortController();
  const giveUp = () => control.abort();
  const timer = setTimeout(giveUp, POST_MS);
  signal.addEventListener("abort", giveUp);
  try {
    const response = await fetch(origin + "/api/v1/escalations", {
      method: "POST",
      body: text, // a string goes as text/plain, which needs no preflight
      signal: control.signal,
      keepalive: text.length < KEEPALIVE_LENGTH, // the visitor may leave for the next page right after sending
      credentials: "omit",
    });
    if (!response.ok) throw await refusal(response);
    return await response.json();
  } catch (error) {
    throw asFailure(error, signal.aborted ? "stopped" : "offline");
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The failure that an escalation ended with. Messages are for developers, but for the tenant's own words at the limit.
 * @param {{ code: string, message: string }} said
 */
const ended = ({ code, message }) => failure(code, { words: code === "budget_exhausted" ? message : undefined });

/**
 * The stream's events up to the answer.
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {(event: import("./event-stream.js").ServerEvent) => void} onEvent
 * @returns {Promise<Answer | null>} null when the stream ended before its answer
 */
async function listen(address, signal, onEvent) {
  for await (const event of readEvents(address, signal)) {
    onEvent(event);
    if (event.kind === "answer") return event.data;
    if (event.kind === "error") throw ended(event.data);
  }
  return null;
}

/**
 * @param {Ticket} ticket @param {AbortSignal} signal
 * @returns {Promise<Answer | null>} null when there is none yet
 */
async function poll(ticket, signal) {
  const response = await fetch(`${ticket.poll}&wait=${POLL_SECONDS}`, { signal, cache: "no-store", credentials: "omit" });
  if (!response.ok) throw await refusal(response);
  const said = response.status === 200 ? await response.json() : {};
  if (said.code) throw ended(said);
  return said.userResponse === undefined ? null : said;
}

/**
 * Follows an accepted escalation to its end, through broken lines and networks that buffer.
 * @param {Ticket} ticket
 * @param {AbortSignal} signal
 * @param {(text: string) => void} onDelta gets the whole text so far
 * @param {() => void} [onWait] called before each pause but the first, so that the visitor can be informed
 * @returns {Promise<Answer>}
 * @throws {Failure} the teacher's failure, `stopped`, or `lost`
 */
export async function follow(ticket, signal, onDelta, onWait = () => {}) {
  let after = "";
  const text = createText();
  let tries = 0; // attempts in a row that brought nothing
  let paused = 0; // milliseconds between them; what the server asks for comes on top

  /** @param {import("./event-stream.js").ServerEvent} event */
  const take = ({ id, kind, data }) => {
    tries = paused = 0;
    after = id || after;
    if (kind === "delta") onDelta(text(data));
  };

  while (paused < PATIENCE_MS) {
    let wait = 250 * 2 ** Math.min(++tries, 4);
    try {
      // What brought nothing once may sit behind a buffer: ask for the whole answer instead.
      const answer =
        tries > 1
          ? await poll(ticket, signal)
          : await listen(ticket.events + (after && "&after=" + encodeURIComponent(after)), signal, take);
      if (answer) return answer;
    } catch (error) {
      const { code, retryAfter } = asFailure(error, "refused");
      if (code !== "refused" && !retryAfter && !signal.aborted) throw error;
      if (retryAfter) [wait, paused] = [retryAfter * 1000, paused - retryAfter * 1000];
    }
    paused += wait;
    if (tries > 1) onWait();
    await pause(wait, signal);
    if (signal.aborted) throw failure("stopped");
  }
  throw failure("lost");
}

/** Best effort: a teacher that is not stopped just finishes. @param {string} origin @param {Ticket} ticket */
export function stop(origin, { escalation, token }) {
  const address = `${origin}/api/v1/escalations/${escalation}/stop?token=${encodeURIComponent(token)}`;
  fetch(address, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});
}
