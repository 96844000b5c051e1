/** The canonical form of a message: what two spellings of one phrase share. Twin of delegation/domain/phrases.py. */

import { TABLE } from "./codepoints.js";

/** The version of the canonical form; a pack made for another one is refused. */
export const NORM = 1;

/** Code points; a string of 240 units may hold as few. */
const MAX_CODE_POINTS = 120;

/** Among the words of a message: no word is one. */
export const PAUSE = "\n";

/** @type {number[] | undefined} */
let bounds; // decoded with the first message: a page's first load needs none of it

/** Text of delegation/domain/codepoints.py -> the code points where membership in the table changes.
 * @param {string} table */
function decode(table) {
  const places = [];
  let number = 0;
  let before = 0;
  for (let at = 0; at < table.length; at++) {
    const value = (table.charCodeAt(at) + 89) % 92;
    if (value > 56) number = number * 35 + value - 57;
    else {
      before += number * 57 + value;
      places.push(before);
      number = 0;
    }
  }
  return places;
}

/** @param {string} character */
function isMatchable(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  bounds ||= decode(TABLE);
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle] > code) high = middle;
    else low = middle + 1;
  }
  return low % 2 > 0;
}

const REMOVED =
  /['`\u00ad\u00b4\u02b9-\u02bd\u034f\u05f3\u061c\u0640\u064b-\u0652\u0670\u180b-\u180f\u200b-\u200f\u2018\u2019\u201b\u2032\u2060\ufe00-\ufe0f\ufeff\uff07\u{1f3fb}-\u{1f3ff}\u{e0100}-\u{e01ef}]/gu;

/** The words of a message, one space between them; null when it cannot be matched.
 * @param {unknown} text
 * @returns {string | null} */
export const canonical = (text) => joined(read(text)) || null;

/** @param {string[]} words */
export const joined = (words) => words.filter((word) => word > PAUSE).join(" ");

/** The words of the canonical form, and a pause wherever the writer paused; none when it cannot be matched.
 * @param {unknown} text
 * @returns {string[]} */
export function read(text) {
  if (typeof text !== "string" || text.length > 240) return [];
  const characters = [...text];
  if (characters.length > MAX_CODE_POINTS || !characters.every(isMatchable)) return [];
  const words = text
    .replace(/\u037e|([\u0370-\u03ff\u1f00-\u1fff]);/g, "$1?")
    .replace(REMOVED, "")
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKC")
    .replace(REMOVED, "")
    .replace(/ς/g, "σ")
    .replace(
      /([a-z\u00df-\u065f\u0671-\u06ef\u0904-\u0963\u1100-\u11ff\u1e00-\u1fff\u2190-\u2bff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u{1f000}-\u{1faff}])\1\1+/gu,
      "$1",
    )
    .replace(/[?\u00bf\u061f\u203d\u2753\u2754]+/g, "?")
    .replace(/[\n!,.:;\u060c\u061b\u06d4\u0964\u0965\u3001\u3002]| [-\u2013\u2014] /g, " \n ")
    .replace(/[\t\r)\-~\u00a1\u00b7\u05be\u05c3\u2010-\u2015\u2022\u2027-\u2029\u301c\u30fb]/g, " ")
    .replace(
      /["#$%&(*+/<=>?@[\\\]^_{|}\u00a2-\u00bf\u00d7\u00f7\u2010-\u2bff\u2e00-\u30ff\u31f0-\u9fff\uf900-\ufaff\u{1f000}-\u{3ffff}]/gu,
      " $& ",
    )
    .split(" ")
    .filter(Boolean);
  return [...joined(words)].length > MAX_CODE_POINTS ? [] : words;
}
