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
  "rules that are no list": (pack) => (pack.rules = {}),
  "parts that are no list": (pack) => (pack.closers = { nothing: "a lot" }),
};

test("it loads a good pack", () => assert.equal(loadPack(good()).version, 1));

for (const [what, spoil] of Object.entries(spoilt)) {
  test(`it refuses a pack with ${what}`, () => {
    const pack = good();
    spoil(pack);
    assert.throws(() => loadPack(pack));
  });
}

// The server judges rules when it makes a pack; a page judges the one that it is about to answer with.
const spoiltRules = {
  "an act that is no text": (rule) => (rule.act = null),
  "an id that is no number": (rule) => (rule.id = "2"),
  "no version": (rule) => delete rule.version,
  "an unknown state": (rule) => rule.states.push("unknown"),
  "states that are one text": (rule) => (rule.states = "nothing more"),
  "an unknown key": (rule) => (rule.surprise = 1),
  "a key that objects inherit": (rule) => (rule.constructor = 1),
  "a phrase that is no text": (rule) => rule.phrases.push(null),
  "a response that is no text": (rule) => (rule.response = ["Welcome"]),
  "an expiry that is no time": (rule) => (rule.expires = "soon"),
  "an expiry that is missing": (rule) => delete rule.expires,
};

for (const [what, spoil] of Object.entries(spoiltRules)) {
  test(`it never answers with a rule with ${what}`, () => {
    const pack = good();
    const rule = pack.rules.find((each) => each.phrases.includes("thanks"));
    assert.equal(decide(loadPack(pack), "thanks", "nothing", 0).rule, rule.id);
    spoil(rule);
    assert.equal(decide(loadPack(pack), "thanks", "nothing", 0).rule, null);
  });
}

test("parts that are no texts complete no message", () => {
  const pack = good();
  pack.clauses.nothing.push(1, null, ["you"]);
  pack.closers.nothing.push({});

  const loaded = loadPack(pack);

  for (const added of ["1", "null", "you", "[object Object]"]) {
    assert.equal(decide(loaded, `thanks ${added}`, "nothing", 0).rule, null);
  }
  assert.equal(decide(loaded, "thanks a lot", "nothing", 0).rule, 2);
});

test("where a rule is none at all, nothing is answered", () => {
  const pack = good();
  pack.rules.push(null);
  assert.equal(decide(loadPack(pack), "thanks", "nothing", 0).reason, "failed");
});

test("an expiry that is no time does not hide when another rule ends", () => {
  const pack = good();
  const [rule, other] = pack.rules.filter((each) => each.act !== "answer" && each.states.includes("nothing"));
  rule.expires = 100;
  other.expires = "soon";
  const loaded = loadPack(pack);
  assert.equal(decide(loaded, rule.phrases[0], "nothing", 99).rule, rule.id);
  assert.equal(decide(loaded, rule.phrases[0], "nothing", 100).rule, null);
});

test("it reads a pack of tomorrow: what it does not know is ignored, rules of unknown acts are skipped", () => {
  const pack = good();
  pack.moods = { sad: ["shame"] };
  pack.settings.suggestions = ["Where is my order?"];
  pack.clauses.upset = ["what a shame"];
  pack.rules.unshift({ id: 900, act: "sympathy", mood: "sad", phrases: ["what a shame"] });

  const loaded = loadPack(pack);

  assert.equal(decide(loaded, "thanks", "nothing", 0).response, "reply 2");
  assert.equal(decide(loaded, "what a shame", "nothing", 0).rule, null);
});

for (const data of [null, undefined, 1, "pack", [], {}]) {
  test(`it refuses ${JSON.stringify(data)}`, () => assert.throws(() => loadPack(data)));
}
