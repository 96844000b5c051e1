import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";
import { ACT, PHRASE, STATES, endingAt } from "./rows.js";

const shared = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8");
const compiled = JSON.parse(shared.slice(0, shared.indexOf("\n"))).compiled;

for (const [first, second] of [[100, 200], [200, 100]]) {
  test(`each of two rules that end at ${first} and ${second} ends at its own time`, () => {
    const [one, two] = compiled.rules.filter((row) => row[ACT] !== "answer");
    const rules = [endingAt(first, one), endingAt(second, two)];
    const pack = loadPack({ ...compiled, rules });
    const answered = (now) => [one, two].map((row) =>
      decide(pack, row[PHRASE], row[STATES].split(" ")[0], now).rule !== null);
    assert.deepEqual(answered(99), [true, true]);
    assert.deepEqual(answered(100), [first > 100, second > 100]);
    assert.deepEqual(answered(200), [false, false]);
  });
}
