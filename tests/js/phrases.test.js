import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { canonical } from "../../frontend/src/phrases.js";

const shared = readFileSync(new URL("../shared/canonical.jsonl", import.meta.url), "utf8");
const cases = shared.trim().split("\n").map((line) => JSON.parse(line));

test("every shared case has its canonical form", () => {
  const wrong = cases.filter(({ message, canonical: expected }) => canonical(message) !== expected);
  assert.ok(cases.length >= 1000);
  assert.deepEqual(wrong, []);
});

test("values that are no texts are not matched", () => {
  for (const message of [null, undefined, 7, ["thanks"], {}]) assert.equal(canonical(message), null);
});
