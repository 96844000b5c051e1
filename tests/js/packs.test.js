import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";
import { ACT, EXPIRES, ID, LANGUAGE, PHRASE, RESPONSE, STATES, VERSION } from "./rows.js";

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
  "an act that is no text": (row) => (row[ACT] = null),
  "an id that is no number": (row) => (row[ID] = "2"),
  "no version": (row) => (row[VERSION] = null),
  "an unknown state": (row) => (row[STATES] += " unknown"),
  "a state that ends as a known one does": (row) => (row[STATES] += " unmore"),
  "states that are a list": (row) => (row[STATES] = ["nothing", "more"]),
  "a language that is no text": (row) => (row[LANGUAGE] = 1),
  "a part that is unknown": (row) => row.splice(PHRASE, 0, { mood: "sad" }),
  "a phrase that is no text": (row) => row.push(null),
  "a response that is no text": (row) => (row[RESPONSE] = ["Welcome"]),
  "an expiry that is no time": (row) => (row[EXPIRES] = "soon"),
};

for (const [what, spoil] of Object.entries(spoiltRules)) {
  test(`it never answers with a rule with ${what}`, () => {
    const pack = good();
    const row = pack.rules.find((each) => each.includes("thanks", PHRASE));
    assert.equal(decide(loadPack(pack), "thanks", "nothing", 0).rule, row[ID]);
    spoil(row);
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

test("a state that is only a part of another's name looks up no rule", () => {
  const loaded = loadPack(good());
  for (const state of ["thing", "not", "o", "", " ", "nothing more", "more nothing"]) {
    assert.equal(decide(loaded, "thanks", state, 0).rule, null);
  }
});

test("where a rule is none at all, nothing is answered", () => {
  const pack = good();
  pack.rules.push(null);
  assert.equal(decide(loadPack(pack), "thanks", "nothing", 0).reason, "failed");
});

test("an expiry that is no time does not hide when another rule ends", () => {
  const pack = good();
  const [row, other] = pack.rules.filter((each) => each[ACT] !== "answer" && each[STATES].includes("nothing"));
  row[EXPIRES] = 100;
  other[EXPIRES] = "soon";
  const loaded = loadPack(pack);
  assert.equal(decide(loaded, row[PHRASE], "nothing", 99).rule, row[ID]);
  assert.equal(decide(loaded, row[PHRASE], "nothing", 100).rule, null);
});

test("it reads a pack of tomorrow: what it does not know is ignored, rules of unknown acts are skipped", () => {
  const pack = good();
  pack.moods = { sad: ["shame"] };
  pack.settings.suggestions = ["Where is my order?"];
  pack.clauses.upset = ["what a shame"];
  pack.rules.unshift([900, 1, "sympathy", "nothing", "en", null, "Oh no!", "what a shame"]);

  const loaded = loadPack(pack);

  assert.equal(decide(loaded, "thanks", "nothing", 0).response, "reply 2");
  assert.equal(decide(loaded, "what a shame", "nothing", 0).rule, null);
});

for (const data of [null, undefined, 1, "pack", [], {}]) {
  test(`it refuses ${JSON.stringify(data)}`, () => assert.throws(() => loadPack(data)));
}
