/** A page's own server in the teacher's place. Loaded with the first message for it. */

import { randomId } from "./identity.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").LineParts} LineParts */

/**
 * @param {LineParts} parts
 * @param {string} message
 * @param {import("./types").LocalTurn[]} local answered here since the last message
 * @param {NonNullable<import("./types").AskOptions["respond"]>} respond
 * @returns {Promise<Answer>} rejects with whatever that server's failure is
 */
export async function askOwn(parts, message, local, respond) {
  const { state } = parts.talk;
  const awaiting = parts.talk.awaiting();
  const id = randomId();
  state.open[id] = /** @type {any} */ ({}); // under way: what is awaited is unknown
  parts.talk.save(); // also to a page view that begins before the answer is here
  try {
    const answer = await respond(message, { awaiting, local, id, visitor: parts.visitor() });
    state.local = state.local.slice(local.length); // that server knows them now
    if (state === parts.talk.state) parts.talk.await(answer.awaiting); // not cleared meanwhile
    if (answer.learningInstruction) report(parts, { ...answer, id, message, awaiting });
    return { awaiting: "unknown", ...answer, source: "own" };
  } finally {
    delete state.open[id];
    parts.talk.save();
  }
}

/**
 * Hands the lesson to moderation: nothing is answered by it before a person has read it.
 * @param {LineParts} parts
 * @param {Pick<Answer, "learningInstruction" | "awaiting"> & { id: string, message: string }} lesson
 */
async function report({ key, origin, visitor }, { id, message, awaiting, learningInstruction }) {
  try {
    const response = await fetch(origin + "/api/v1/lessons", {
      method: "POST",
      body: JSON.stringify({ key, visitor: visitor(), id, message, awaiting, learningInstruction }),
      keepalive: true,
      credentials: "omit",
    });
    if (!response.ok) console.warn("delegation", (await response.json()).fields);
  } catch (error) {
    console.warn("delegation", error); // a lesson less; the visitor has the answer
  }
}
