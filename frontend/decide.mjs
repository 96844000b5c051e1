/**
 * Decides lines of {text, awaiting} with the code that browsers run, one JSON object a line.
 *
 *   manage.py decide FILE.jsonl --starters en,es --pack PACK.json
 *   node frontend/decide.mjs FILE.jsonl PACK.json
 */

import { readFileSync } from "node:fs";

import { decide } from "./src/matching.js";
import { loadPack } from "./src/packs.js";

const [file, packFile] = process.argv.slice(2);
if (!file || !packFile) {
  console.error("Usage: node frontend/decide.mjs FILE.jsonl PACK.json");
  process.exit(2);
}
const pack = loadPack(JSON.parse(readFileSync(packFile, "utf8")));
for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
  const { text, awaiting = "unknown" } = JSON.parse(line);
  const { rule, response, reason, explanation } = decide(pack, text, awaiting, 0);
  const decision = rule === null ? "escalate" : "local";
  console.log(JSON.stringify({ text, awaiting, decision, rule, response, reason, explanation }));
}
