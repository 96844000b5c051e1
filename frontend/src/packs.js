/** The pack that browsers hold. Twin of the reading half of delegation/domain/packs.py. */

import { NORM } from "./phrases.js";

export const FORMAT = 1;

/** @typedef {{id: number, version: number, act: string, states: string[], language: string | null, expires: number | null,
 *   response: string, phrases: string[]}} Rule */
/** @typedef {{version: number, lifetime: number, enabled: boolean, phrases: Map<string, Rule[]>}} Pack */

/** Check the data and index its phrases; throws when anything in it is unknown.
 * @param {any} data
 * @returns {Pack} */
export function loadPack(data) {
  if (data.format !== FORMAT || data.norm !== NORM) throw new Error("format");
  /** @type {Map<string, Rule[]>} */
  const phrases = new Map();
  for (const rule of data.rules) {
    for (const phrase of rule.phrases) phrases.set(phrase, [...(phrases.get(phrase) ?? []), rule]);
  }
  return { version: data.version, lifetime: data.lifetime, enabled: data.enabled, phrases };
}
