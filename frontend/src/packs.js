/**
 * A pack off the wire -> lookups, or a refusal. Twin of delegation/domain/packs/reading.py.
 *
 * A release that is pinned today reads the packs of later years: it ignores what it does not know at the top and in
 * the settings, skips rules with an act it does not know, never looks up the parts of a state it does not know, and judges
 * what it knows strictly. It judges each rule when it would answer, as the server has judged all of them before: a page
 * should not wait for a thousand that it may never need.
 */

import { ACTS } from "./acts.js";
import { NORM } from "./phrases.js";

/** Grows only when a pack changes so that this reader would misread it. */
export const FORMAT = 3;
export const STATES = "nothing more confirm choice info".split(" ");

/** @typedef {{id: number, version: number, act: string, states: string[], language: string | null,
 *   expires: number | null, response: string, phrases: string[]}} Rule */
/** What one awaiting state looks up. A rank counts rules, the strongest first; Infinity is that of a form that answers
 * nothing by itself. Some parts only open a message, or close it. `spoken` is all that can be said here, one space around
 * every word, `known` its words.
 * @typedef {{forms: Map<string, number>, answers: Map<string, number>, opens: Set<string>, closes: Set<string>,
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
// No message can hold a part that is no text, so a page need not look at each of a thousand.
/** @type {Check} */
const isRole = (value) => Object.values(value).every(Array.isArray);
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

/** Its loop is what a page pays for each rule of the pack, so it does as little as it can, without a call for each. The
 * weakest rule comes first, so that the strongest one with a phrase stays.
 * @param {any} data @param {string} state @param {number} now
 * @returns {Index} */
function createIndex({ rules, clauses, openers, closers }, state, now) {
  const [stands, opens, closes] = [clauses, openers, closers].map((role) => (Object.hasOwn(role, state) ? role[state] : []));
  const forms = new Map(stands.map((/** @type {string} */ form) => [form, Infinity]));
  const answers = new Map();
  let until = Infinity;
  for (let rank = rules.length; rank--; ) {
    const { act, expires, phrases, states } = rules[rank];
    if (!ACTS.has(act) || !states.includes(state)) continue;
    if (expires !== null) {
      if (!(expires > now)) continue; // nor does one that expires at no time, which would hide when the others do
      until = Math.min(until, expires);
    }
    const those = act === "answer" ? answers : forms;
    for (let at = 0; at < phrases.length; at++) those.set(phrases[at], rank);
  }
  const spoken = ` ${[...forms.keys(), ...opens, ...closes].join(" \n ")} `;
  const known = new Set(spoken.split(" "));
  return { forms, answers, opens: new Set(opens), closes: new Set(closes), spoken, known, until };
}
