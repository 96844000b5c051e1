/** Reads JSON lines [message, awaiting] and writes what the gatekeeper's code makes of each, for matching_fuzz.py. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";
import { canonical } from "../../frontend/src/phrases.js";

const pack = loadPack(JSON.parse(readFileSync(process.argv[2], "utf8")));
const out = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [message, awaiting] = JSON.parse(line);
  out.push(JSON.stringify([canonical(message), decide(pack, message, awaiting, 0)]));
  if (out.length === 1000) process.stdout.write(out.splice(0).join("\n") + "\n");
}
process.stdout.write(out.map((line) => line + "\n").join(""));
