/** Reads {packs, asked: [[pack, message, awaiting]]} and writes [rule, reason] for each, for the Python test. */

import { readFileSync } from "node:fs";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";

const { packs, asked } = JSON.parse(readFileSync(0, "utf8"));
const loaded = Object.fromEntries(Object.entries(packs).map(([name, data]) => [name, loadPack(data)]));
const decisions = asked.map(([name, message, awaiting]) => {
  const { rule, reason } = decide(loaded[name], message, awaiting, 0);
  return [rule, reason];
});
console.log(JSON.stringify(decisions));
