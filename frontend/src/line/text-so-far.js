/** The text of an answer that is still being written. Twin of delegation/domain/wire/events.py's TextSoFar. */

/** Takes pieces as they come, seen twice or missed, and never shows what the server did not write. */
export function createText() {
  let text = "";
  let current = 0;

  /**
   * @param {{ text: string, offset: number, attempt: number }} piece offset in UTF-16 units; a later
   *   attempt of the teacher writes the text again
   * @returns {string}
   */
  return (piece) => {
    if (piece.attempt < current) return text; // a worker that was taken for dead still writes
    if (piece.attempt > current) text = "";
    current = piece.attempt;
    // A piece beyond the end means that some are missing; the answer brings them.
    if (piece.offset <= text.length) text = text.slice(0, piece.offset) + piece.text;
    return text;
  };
}
