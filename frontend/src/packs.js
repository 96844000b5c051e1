/**
 * A pack off the wire -> lookups, or a refusal. Twin of delegation/domain/packs/reading.py.
 *
 * A release that is pinned today reads the packs of later years: it ignores what it does not know at the top and in
 * the settings, skips rules with an act it does not know, and judges everything it knows strictly. Each rule is judged
 * when it would answer, which the server has done before: a page should not wait for a thousand that it never needs.
 */

import { ACTS } from "./acts.js";
import { NORM } from "./phrases.js";

/** Grows only when a pack changes so that this reader would misread it. */
export const FORMAT = 3;
export const STATES = "nothing more confirm choice info".split(" ");

/** What a form may do in a message: stand anywhere, stand before another form, or after one. */
export const STANDS = 1;
export const OPENS = 2;
export const CLOSES = 4;

/** @typedef {{id: number, version: number, act: string, states: string[], language: string | null,
 *   expires: number | null, response: string, phrases: string[]}} Rule */
/** What one awaiting state looks up. A rank counts rules, the strongest first; the roles are bits. `spoken` is all that
 * can be said here, one space around every word, and `known` are its words.
 * @typedef {{forms: Map<string, number>, answers: Map<string, number>, parts: Map<string, number>,
 *   spoken: string, known: Set<string>, until: number}} Index */
/** What the gatekeeper obeys; `lifetime` is in seconds.
 * @typedef {{lifetime: number, enabled: boolean}} Settings */
/** @typedef {{version: number, settings: Settings, rules: Rule[], rewrites: Map<string, string>,
 *   guards: Set<string>, index: (state: string, now: number) => Index}} Pack */
/** @typedef {(value: any) => any} Check true or some value where it passes */

/** @type {Check} */
const isText = (value) => typeof value === "string";
/** @type {Check} */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {(check: Check) => Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(check: Check) => Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @type {Check} */
const isState = (value) => STATES.includes(value);
const isTexts = listOf(isText);
/** @type {Check} */
const isRole = (value) => Object.values(value).every(isTexts) && Object.keys(value).every(isState);
/** Every part of the shape passes, and there are no more parts than `most`. @type {(shape: Record<string, Check>, most?: number) => Check} */
const shaped = (shape, most) => (value) => {
  const bad = Object.keys(shape).find((name) => !shape[name](value[name])) ?? Object.keys(value)[/** @type {number} */ (most)];
  if (bad != null) throw Error(bad);
  return value;
};
// A part that is unknown here may restrict the rule: it is refused.
export const checkedRule = shaped(
  {
    id: isCount,
    version: isCount,
    act: isText,
    states: listOf(isState),
    language: orNull(isText),
    expires: orNull(isCount),
    response: isText,
    phrases: isTexts,
  },
  8,
);

const isPack = shaped({
  format: (value) => value === FORMAT,
  norm: (value) => value === NORM,
  version: isCount,
  settings: shaped({ lifetime: isCount, enabled: (value) => value === !!value }),
  rules: Array.isArray,
  rewrites: (value) => Object.values(value).every(isText),
  guards: isTexts,
  clauses: isRole,
  openers: isRole,
  closers: isRole,
});

/** @param {any} data
 * @returns {Pack}
 * @throws when a part that this reader knows is missing or malformed; `checkedRule` judges the rules */
export function loadPack(data) {
  isPack(data);
  /** @type {Map<string, Index>} */
  const made = new Map();
  return {
    ...data,
    rewrites: new Map(Object.entries(data.rewrites)),
    guards: new Set(data.guards),
    index(state, now) {
      let index = made.get(state);
      if (!index || now >= index.until) made.set(state, (index = createIndex(data, state, now)));
      return index;
    },
  };
}

/** Its loop is what a page pays for each rule of the pack, so it does as little as it can.
 * @param {any} data @param {string} state @param {number} now
 * @returns {Index} */
function createIndex(data, state, now) {
  const forms = new Map();
  const answers = new Map();
  const parts = new Map();
  let until = Infinity;
  data.rules.forEach((/** @type {Rule} */ { act, expires, phrases, states }, /** @type {number} */ rank) => {
    if (!ACTS.includes(act) || !states.includes(state)) return;
    if (expires !== null) {
      if (!(expires > now)) return; // nor does one that expires at no time, which would hide when the others do
      until = Math.min(until, expires);
    }
    const those = act === "answer" ? answers : forms;
    for (const phrase of phrases) those.has(phrase) || those.set(phrase, rank);
  });
  [data.clauses, data.openers, data.closers].forEach((role, at) => {
    if (Object.hasOwn(role, state)) for (const form of role[state]) parts.set(form, parts.get(form) | (1 << at));
  });
  const spoken = ` ${[...forms.keys(), ...parts.keys()].join(" \n ")} `;
  return { forms, answers, parts, spoken, known: new Set(spoken.split(" ")), until };
}
