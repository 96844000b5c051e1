/** Failures that the visitor reads about in words, by their code. */

/** @typedef {import("../types").Failure} Failure */

/**
 * @param {string} code one of the server's error codes, or of the gatekeeper's own:
 *   `offline` (it is not known whether the message arrived), `lost` (it was accepted and its answer
 *   cannot be followed), `stopped` (the visitor stopped it), `limited` (too many messages for now),
 *   `refused` (the server said no without a code), `empty` (nothing was written)
 * @param {Partial<Failure>} [more]
 * @returns {Failure}
 */
export function failure(code, more) {
  return Object.assign(new Error(code), { code }, more);
}

/**
 * A failure passes through; anything else that fetch or a parser threw becomes one.
 * @param {unknown} error
 * @param {string} code for what has none (a DOMException's numeric `code` is not ours)
 * @returns {Failure}
 */
export function asFailure(error, code) {
  const known = /** @type {Failure} */ (error);
  return typeof known?.code === "string" ? known : failure(code);
}

/**
 * Reads the failure out of a response that is not a success.
 * @param {Response} response
 * @returns {Promise<Failure>}
 */
export async function refusal(response) {
  /** @type {{code?: string}} */
  let said = {};
  try {
    said = (await response.json()) || said;
  } catch {
    // A proxy's HTML page: the status has to do.
  }
  const busy = response.status === 429 || response.status === 503;
  const seconds = parseInt(response.headers.get("retry-after") || "", 10);
  return failure(said.code || (busy ? "limited" : "refused"), {
    // Between a second and a day, whatever the header says; half a minute when it says nothing.
    retryAfter: busy ? Math.min(Math.max(seconds || 30, 1), 86400) : undefined,
  });
}
