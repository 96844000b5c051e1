import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";

const shared = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8");
const compiled = JSON.parse(shared.slice(0, shared.indexOf("\n"))).compiled;

for (const [first, second] of [[100, 200], [200, 100]]) {
  test(`each of two rules that end at ${first} and ${second} ends at its own time`, () => {
    const [one, two] = compiled.rules.filter((rule) => rule.act !== "answer");
    const rules = [{ ...one, expires: first }, { ...two, expires: second }];
    const pack = loadPack({ ...compiled, rules });
    const answered = (now) => [one, two].map((rule) =>
      decide(pack, rule.phrases[0], rule.states[0], now).rule !== null);
    assert.deepEqual(answered(99), [true, true]);
    assert.deepEqual(answered(100), [first > 100, second > 100]);
    assert.deepEqual(answered(200), [false, false]);
  });
}
