/**
 * A pack off the wire -> lookups, or a refusal. Twin of delegation/domain/packs/reading.py.
 *
 * A release that is pinned today reads the packs of later years: it ignores what it does not know at the top and in
 * the settings, skips rules with an act it does not know, and judges everything it knows strictly.
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
/** A rank counts rules, the strongest first; Infinity is no rule.
 * @typedef {{forms: Map<string, [number, number]>,
 *   answers: Map<string, number>, known: Set<string>, until: number}} Index */
/** What the gatekeeper obeys; `lifetime` is in seconds.
 * @typedef {{lifetime: number, enabled: boolean}} Settings */
/** @typedef {{version: number, settings: Settings, rules: Rule[], rewrites: Map<string, string>,
 *   guards: Set<string>, index: (state: string, now: number) => Index}} Pack */
/** @typedef {(value: any) => boolean} Check */

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
  return true;
};
/** @type {Check} */
const isKnown = (rule) => ACTS.includes(rule.act);

// A part that is unknown here may restrict the rule: it is refused.
const isRule = shaped(
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
  rules: listOf((rule) => (isKnown(rule) ? isRule(rule) : isText(rule.act))),
  rewrites: (value) => Object.values(value).every(isText),
  guards: isTexts,
  clauses: isRole,
  openers: isRole,
  closers: isRole,
});

/** @param {any} data
 * @returns {Pack}
 * @throws when a part that this reader knows is missing or malformed */
export function loadPack(data) {
  isPack(data);
  /** @type {Map<string, Index>} */
  const made = new Map();
  data = { ...data, rules: data.rules.filter(isKnown) };
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

/** @param {any} data @param {string} state @param {number} now
 * @returns {Index} */
function createIndex(data, state, now) {
  /** @type {Index} */
  const index = { forms: new Map(), answers: new Map(), known: new Set(), until: Infinity };
  const { forms, answers, known } = index;
  /** @param {string} form @param {number} role @param {number} rank */
  const add = (form, role, rank) => {
    const [roles, best] = forms.get(form) ?? [0, rank];
    forms.set(form, [roles | role, best]);
    form.split(" ").forEach((word, at, words) => known.add(word).add(words[at - 1] + " " + word));
  };
  data.rules.forEach((/** @type {Rule} */ { act, expires, phrases, states }, /** @type {number} */ rank) => {
    if (!states.includes(state) || (expires ?? Infinity) <= now) return;
    index.until = Math.min(index.until, expires ?? Infinity);
    for (const phrase of phrases) {
      if (act !== "answer") add(phrase, STANDS, rank);
      else answers.set(phrase, answers.get(phrase) ?? rank);
    }
  });
  [data.clauses, data.openers, data.closers].forEach((role, at) => {
    if (Object.hasOwn(role, state)) for (const form of role[state]) add(form, 1 << at, Infinity);
  });
  return index;
}
