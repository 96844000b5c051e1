/** A pack, a message and what the assistant awaits -> the rule that answers, or why none.
 * Twin of delegation/domain/packs/matching.py. */

import { ACT, ruleOf } from "./packs.js";
import { joined, PAUSE, read } from "./phrases.js";

/** @typedef {import("./packs.js").Pack} Pack */
/** @typedef {import("./packs.js").Index} Index */
/** @typedef {{state: string, phrases: string[], optional: string[], swapped: string[], unknown: string[]}} Explanation */
/** @typedef {{rule: number | null, version: number | null, response: string | null, reason: string,
 *   explanation: Explanation}} Decision */
/** The best way to a place in the message: its rank, where its last form began, and from what.
 * @typedef {{rank: number, since?: any, before?: Cell}} Cell */

/** Whether the gatekeeper answers, and with what; `now` is seconds since the epoch. Never throws.
 * @param {Pack} pack @param {unknown} message @param {string} awaiting @param {number} now
 * @returns {Decision} */
export function decide(pack, message, awaiting, now) {
  /** @type {Explanation} */
  const why = { state: awaiting, phrases: [], optional: [], swapped: [], unknown: [] };
  /** @type {(reason: string, rank?: number) => Decision} */
  const end = (reason, rank = Infinity) => {
    const { id = null, version = null, response = null } = rank < Infinity ? ruleOf(pack.rules[rank]) : {};
    return { rule: id, version, response, reason, explanation: why };
  };
  try {
    if (!pack.settings.enabled) return end("disabled");
    const written = read(message);
    const form = joined(written);
    if (!form) return end("unmatchable");
    const index = pack.index(awaiting, now);
    const { answers, forms, known } = index;
    if (answers.has(form)) {
      why.phrases.push(form);
      return end("whole", answers.get(form));
    }
    if (known.size < 2 && !answers.size) return end("silent"); // the empty word alone is known
    /** @type {string[]} */
    const words = [];
    const pauses = new Set([0]); // the places before which there is one
    written.forEach((word, at) => {
      const said = pack.rewrites.get(word) ?? word;
      if (word === PAUSE) pauses.add(words.length);
      else if (!said) why.optional.push(word);
      else {
        said === word || why.swapped.push(word + "=" + said);
        const those = said.split(" ");
        words.push(...those);
        // A guarded two: taught with a pause between them only, which means something else than without it.
        if (those.some((each) => !known.has(each)) || pack.guards.has(written[at - 1] + " " + word)) why.unknown.push(said);
      }
    });
    if (why.unknown[0]) return end("unknown-word");
    const whole = words.join(" ");
    if (/** @type {number} */ (forms.get(whole)) < Infinity) {
      why.phrases.push(whole);
      return end("whole", forms.get(whole));
    }
    const last = split(index, words, pauses, pack.guards);
    if (!last) return end("no-match");
    for (let cell = last, stop = words.length; cell.before; stop = cell.since, cell = cell.before) {
      why.phrases.unshift(words.slice(cell.since, stop).join(" "));
    }
    if (last.rank === Infinity) return end("only-parts");
    // An "ok" beside what is no approved phrase: "Great. I will take it" may want something.
    const isPart = (/** @type {string} */ form) => !(/** @type {number} */ (forms.get(form)) < Infinity);
    if (pack.rules[last.rank][ACT] === "acknowledgement" && why.phrases.some(isPart)) return end("only-parts");
    return end("combined", last.rank);
  } catch {
    return end("failed"); // a visitor's message must reach the teacher whatever is broken here
  }
}

/** The strongest way to split the words into forms, left to right. Next to a guarded word no part counts and no lone
 * word that does not answer. Without a pause, only a neighbour that some phrase has may be next to it.
 * @param {Index} index @param {string[]} words @param {Set<number>} pauses @param {Set<string>} guards */
function split({ forms, opens, closes, isSaid }, words, pauses, guards) {
  /** @type {(Cell | undefined)[]} */
  const ends = [{ rank: Infinity }];
  /** @type {(Cell | undefined)[]} */
  const openEnds = [];
  for (let start = 0; start < words.length; start++) {
    const rested = ends[start];
    const guard = guards.has(words[start]);
    const paused = pauses.has(start);
    const guarded = start && (guard || (!paused && guards.has(words[start - 1])));
    if (guarded && !paused && !isSaid(words[start - 1] + " " + words[start])) continue;
    const opened = !guard && openEnds[start]; // a guarded word never follows a part
    const before = opened && !(/** @type {any} */ (rested)?.rank <= opened.rank) ? opened : rested;
    if (!before) continue;
    for (let stop = start + 1; stop <= words.length; stop++) {
      const form = words.slice(start, stop).join(" ");
      const rank = /** @type {number} */ (forms.get(form));
      /** @type {(cells: (Cell | undefined)[], from: Cell | undefined, rank?: number) => void} */
      const reach = (cells, from, rank = Infinity) => {
        if (!from || /** @type {any} */ (cells[stop]?.rank) <= (rank = Math.min(from.rank, rank))) return;
        cells[stop] = { rank, since: start, before: from };
      };
      if (rank < Infinity || (rank && !(guarded && stop === start + 1))) reach(ends, before, rank);
      if (guarded) continue;
      if (opens.has(form)) reach(openEnds, before);
      if (closes.has(form) && start) reach(ends, rested);
    }
  }
  return ends[words.length];
}
