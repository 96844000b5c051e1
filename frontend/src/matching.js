/** A pack, a message and what the assistant awaits -> the rule that answers, or why none. Twin of delegation/domain/matching.py. */

import { canonical } from "./phrases.js";

/** @typedef {import("./packs.js").Pack} Pack */
/** @typedef {{rule: number | null, version: number | null, response: string | null, reason: string,
 *   explanation: {state: string, phrases: string[], optional: string[]}}} Decision */

/** Whether the gatekeeper answers, and with what; `now` is seconds since the epoch.
 * @param {Pack} pack @param {unknown} message @param {string} awaiting @param {number} now
 * @returns {Decision} */
export function decide(pack, message, awaiting, now) {
  if (!pack.enabled) return escalate("disabled", awaiting);
  const form = canonical(message);
  if (form === null) return escalate("unmatchable", awaiting);
  const found = (pack.phrases.get(form) ?? []).filter((rule) => !rule.expires || rule.expires > now);
  const rule = found.find((each) => each.states.includes(awaiting));
  if (!rule) return escalate(found.length ? "other-state" : "no-match", awaiting);
  const { id, version, response } = rule;
  return { rule: id, version, response, reason: "whole", explanation: { state: awaiting, phrases: [form], optional: [] } };
}

/** @param {string} reason @param {string} state
 * @returns {Decision} */
function escalate(reason, state) {
  return { rule: null, version: null, response: null, reason, explanation: { state, phrases: [], optional: [] } };
}
