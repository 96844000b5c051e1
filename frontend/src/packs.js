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
export const FORMAT = 4;
export const STATES = "nothing more confirm choice info".split(" ");

/** A rule, as a row: with names for its parts, half of a pack would be names. The words of `states` are where it answers.
 * @typedef {[id: number, version: number, act: string, states: string, language: string | null, expires: number | null,
 *   response: string, ...phrases: string[]]} Row */
export const ACT = 2;
const ANSWERS_IN = 3;
const EXPIRES = 5;
const PHRASES = 7; // the first one's place
/** What one awaiting state looks up. A rank counts rules, the strongest first; Infinity is that of a form that answers
 * nothing by itself. Some parts only open a message, or close it. `known` are the words of all of them, and `isSaid` tells
 * whether two words stand so in one of them.
 * @typedef {{forms: Map<string, number>, answers: Map<string, number>, opens: Set<string>, closes: Set<string>,
 *   known: Set<string>, isSaid: (two: string) => boolean, until: number}} Index */
/** What the gatekeeper obeys; `lifetime` is in seconds.
 * @typedef {{lifetime: number, enabled: boolean}} Settings */
/** @typedef {{version: number, settings: Settings, rules: Row[], rewrites: Map<string, string>,
 *   guards: Set<string>, index: (state: string, now: number) => Index}} Pack */
/** @typedef {(value: any) => any} Check true or some value where it passes */

/** @type {Check} */
const isText = (value) => typeof value === "string";
/** @type {Check} */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Check} */
const isState = (value) => STATES.includes(value);
// No message can hold a part that is no text, so a page need not look at each of a thousand.
/** @type {Check} */
const isRole = (value) => Object.values(value).every(Array.isArray);
/** Every part of the shape passes. @type {(shape: Record<string, Check>) => Check} */
const shaped = (shape) => (value) => {
  const bad = Object.keys(shape).find((name) => !shape[name](value[name]));
  if (bad) throw Error(bad);
  return value;
};

const isPack = shaped({
  format: (value) => value === FORMAT,
  norm: (value) => value === NORM,
  version: isCount,
  settings: shaped({ lifetime: isCount, enabled: (value) => value === !!value }),
  rules: Array.isArray,
  rewrites: (value) => Object.values(value).every(isText),
  guards: (value) => Array.isArray(value) && value.every(isText),
  clauses: isRole,
  openers: isRole,
  closers: isRole,
});

/** What a row answers with. A part that is unknown here may restrict the rule: it would be no phrase.
 * @param {any} row
 * @throws when a part is missing or malformed */
export function ruleOf([id, version, act, states, language, expires, response, ...phrases]) {
  const passes =
    [id, version, expires ?? 0].every(isCount) && [act, language ?? "", response, ...phrases].every(isText) && states.split(" ").every(isState);
  if (!passes) throw Error("rule");
  return { id, version, response };
}

/** @param {any} data
 * @returns {Pack}
 * @throws when a part that this reader knows is missing or malformed; `ruleOf` judges the rules */
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
  // Only a state that is known here is never a part of another's name.
  for (let rank = isState(state) ? rules.length : 0; rank--; ) {
    const row = rules[rank];
    const act = row[ACT];
    const expires = row[EXPIRES];
    if (!ACTS.has(act) || !row[ANSWERS_IN].includes(state)) continue;
    if (expires !== null) {
      if (!(expires > now)) continue; // nor does one that expires at no time, which would hide when the others do
      until = Math.min(until, expires);
    }
    const those = act === "answer" ? answers : forms;
    for (let at = PHRASES; at < row.length; at++) those.set(row[at], rank);
  }
  const words = (" " + [...forms.keys(), ...opens, ...closes].join(" \n ")).split(" "); // the first one is empty
  /** @type {Set<string> | undefined} */
  let twos; // made when first asked for: only guarded words need them
  const isSaid = (/** @type {string} */ two) => (twos ||= new Set(words.map((word, at) => words[at - 1] + " " + word))).has(two);
  return { forms, answers, opens: new Set(opens), closes: new Set(closes), known: new Set(words), isSaid, until };
}
