import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { loadPack } from "../../frontend/src/packs.js";

const [first] = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8").split("\n");
const good = () => JSON.parse(first).compiled;

const spoilt = {
  "another format": (pack) => (pack.format = 1),
  "another norm": (pack) => (pack.norm = 99),
  "an unknown key": (pack) => (pack.surprise = 1),
  "a missing key": (pack) => delete pack.guards,
  "a negative version": (pack) => (pack.version = -1),
  "an unknown act": (pack) => (pack.rules[0].act = "insult"),
  "an unknown state": (pack) => (pack.rules[0].states = ["unknown"]),
  "an unknown key in a rule": (pack) => (pack.rules[0].surprise = 1),
  "a phrase that is no text": (pack) => (pack.rules[0].phrases = [null]),
  "parts of an unknown state": (pack) => (pack.closers = { elsewhere: ["ok"] }),
  "an expiry that is no time": (pack) => (pack.rules[0].expires = "soon"),
};

test("it loads a good pack", () => assert.equal(loadPack(good()).version, 1));

for (const [what, spoil] of Object.entries(spoilt)) {
  test(`it refuses a pack with ${what}`, () => {
    const pack = good();
    spoil(pack);
    assert.throws(() => loadPack(pack));
  });
}

for (const data of [null, undefined, 1, "pack", [], {}]) {
  test(`it refuses ${JSON.stringify(data)}`, () => assert.throws(() => loadPack(data)));
}
