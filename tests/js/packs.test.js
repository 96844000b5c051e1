import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";

const [first] = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8").split("\n");
const good = () => JSON.parse(first).compiled;

const spoilt = {
  "another format": (pack) => (pack.format = 1),
  "another norm": (pack) => (pack.norm = 99),
  "a missing key": (pack) => delete pack.guards,
  "a negative version": (pack) => (pack.version = -1),
  "no settings": (pack) => delete pack.settings,
  "a lifetime that is no number": (pack) => (pack.settings.lifetime = "60"),
  "a switch that is neither on nor off": (pack) => (pack.settings.enabled = 1),
  "an act that is no text": (pack) => (pack.rules[0].act = null),
  "a rule that is none": (pack) => (pack.rules[0] = null),
  "an unknown state": (pack) => (pack.rules[0].states = ["unknown"]),
  "an unknown key in a rule": (pack) => (pack.rules[0].surprise = 1),
  "a key in a rule that objects inherit": (pack) => (pack.rules[0].constructor = 1),
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

test("it reads a pack of tomorrow: what it does not know is ignored, rules of unknown acts are skipped", () => {
  const pack = good();
  pack.moods = { sad: ["shame"] };
  pack.settings.suggestions = ["Where is my order?"];
  pack.rules.unshift({ id: 900, act: "sympathy", mood: "sad", phrases: ["what a shame"] });

  const loaded = loadPack(pack);

  assert.deepEqual(loaded.rules, good().rules);
  assert.equal(decide(loaded, "thanks", "nothing", 0).response, "reply 2");
  assert.equal(decide(loaded, "what a shame", "nothing", 0).rule, null);
});

for (const data of [null, undefined, 1, "pack", [], {}]) {
  test(`it refuses ${JSON.stringify(data)}`, () => assert.throws(() => loadPack(data)));
}
