import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";
import { endingAt } from "./rows.js";

const shared = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8");
const lines = shared.trim().split("\n").map((line) => JSON.parse(line));
const packs = Object.fromEntries(lines.filter((line) => line.rules).map((line) => [line.pack, line.compiled]));
const cases = lines.filter((line) => !line.rules);

for (const [language, compiled] of Object.entries(packs)) {
  test(`it decides every shared case of the pack ${language} as written`, () => {
    const pack = loadPack(compiled);
    const own = cases.filter((each) => each.pack === language);
    const wrong = own.filter(({ message, awaiting, rule }) => decide(pack, message, awaiting, 0).rule !== rule);
    assert.ok(own.length >= 30);
    assert.deepEqual(wrong, []);
  });
}

test("it explains every shared decision in the same words as the server", () => {
  const explained = readFileSync(new URL("../shared/explanations.jsonl", import.meta.url), "utf8").trim().split("\n");
  assert.ok(explained.length >= 60);
  for (const { pack, message, awaiting, ...decided } of explained.map((line) => JSON.parse(line))) {
    assert.deepEqual(decide(loadPack(packs[pack]), message, awaiting, 0), decided);
  }
});

test("a rule stops answering when it expires", () => {
  const rules = packs.en.rules.map((row) => endingAt(100, row));
  const pack = loadPack({ ...packs.en, rules });
  assert.equal(decide(pack, "thanks", "nothing", 99).reason, "whole");
  assert.equal(decide(pack, "thanks", "nothing", 100).rule, null);
});

test("the kill switch silences every rule", () => {
  assert.equal(decide(loadPack({ ...packs.en, settings: { ...packs.en.settings, enabled: false } }), "thanks", "nothing", 0).reason, "disabled");
});

test("it never throws: a broken pack and any message escalate", () => {
  for (const pack of [null, undefined, {}, { settings: { enabled: true } }]) {
    const { rule, reason } = decide(pack, "thanks", "nothing", 0);
    assert.equal(rule, null);
    assert.ok(["failed", "disabled"].includes(reason));
  }
  for (const message of [null, undefined, 1, {}, []]) {
    assert.equal(decide(loadPack(packs.en), message, "nothing", 0).reason, "unmatchable");
  }
});

test("a message of ignored words alone has parts only", () => {
  const pack = loadPack(packs.en);
  for (const message of ["😊", "haha", "😊 haha"]) assert.equal(decide(pack, message, "nothing", 0).reason, "only-parts");
});

test("an acknowledgement answers beside approved phrases, and not beside a part", () => {
  const pack = loadPack(packs.en);
  assert.equal(decide(pack, "ok, great", "nothing", 0).rule, 4);
  assert.equal(decide(pack, "great, I will try that", "nothing", 0).reason, "only-parts");
  assert.equal(decide(pack, "thanks, I will try that", "nothing", 0).rule, 2);
});
