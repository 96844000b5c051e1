import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createCounts } from "../../frontend/src/counts.js";
import { memoryStore } from "./browser.js";

const NOON = Date.UTC(2025, 0, 1, 12, 34, 56);
let sent;
let beacon;

beforeEach(() => {
  sent = [];
  beacon = (address, body) => sent.push({ address, ...JSON.parse(body) }) > 0;
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { onLine: true, sendBeacon: (...values) => beacon(...values) },
  });
});

const open = (store = memoryStore()) =>
  createCounts({ key: "pk_a", origin: "https://host", store, visitor: () => "visitor-1" });

test("it reports counts per rule version and hour, and nothing else", () => {
  const counts = open();
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.add({ rule: 7, version: 1 }, NOON + 60_000);
  counts.add({ rule: 7, version: 2 }, NOON);
  counts.add({ rule: 7, version: 2 }, NOON + 3_600_000);

  counts.flush();

  const [{ address, batch, ...rest }] = sent;
  assert.equal(address, "https://host/api/v1/usage");
  assert.match(batch, /^[\w-]{8,64}$/);
  assert.deepEqual(rest, {
    key: "pk_a",
    visitor: "visitor-1",
    counts: [
      { rule: 7, version: 1, hour: "2025-01-01T12:00:00.000Z", count: 2 },
      { rule: 7, version: 2, hour: "2025-01-01T12:00:00.000Z", count: 1 },
      { rule: 7, version: 2, hour: "2025-01-01T13:00:00.000Z", count: 1 },
    ],
  });
});

test("a visitor who asked nothing gets no id", () => {
  let visitors = 0;
  const store = memoryStore();
  const counts = createCounts({ key: "pk_a", origin: "https://host", store, visitor: () => `visitor-${++visitors}` });

  counts.flush();

  assert.deepEqual([sent, visitors, store.held], [[], 0, {}]);
});

test("stored counts of no time are left out, and the others are reported", () => {
  const held = { talk: 1, "1.1.soon": 2, "1.1.-1e99": 3, "2.1.500000": 4 };
  const store = { ...memoryStore(), get: (name) => (name === "counts" ? held : undefined) };
  const counts = createCounts({ key: "pk_a", origin: "https://host", store, visitor: () => "visitor" });

  counts.flush();

  assert.deepEqual(sent[0].counts.map(({ rule, count }) => [rule, count]), [[2, 4]]);
});

test("what was reported is not reported again", () => {
  const counts = open();
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.flush();
  counts.flush();

  assert.equal(sent.length, 1);
});

test("five hundred answers are reported at once, in far fewer bytes than beacons may share", () => {
  const counts = open();
  for (let rule = 1; rule <= 500; rule++) counts.add({ rule, version: 1 }, NOON);

  assert.equal(sent.length, 1);
  assert.equal(sent[0].counts.length, 500);
  assert.ok(JSON.stringify(sent[0]).length < 60_000);
});

test("an answer taken back was never given", () => {
  const counts = open();
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.add({ rule: 7, version: 1 }, NOON, -1);
  counts.flush();

  assert.deepEqual(sent, []);
});

test("a batch that the browser did not take keeps its id and grows", () => {
  beacon = () => false;
  globalThis.fetch = () => {
    throw new TypeError("offline");
  };
  const counts = open();
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.flush();
  beacon = (address, body) => sent.push(JSON.parse(body)) > 0;
  counts.add({ rule: 8, version: 1 }, NOON);
  counts.flush();

  assert.deepEqual(sent.map(({ counts }) => counts.map(({ rule }) => rule)), [[7, 8]]);
});

test("counts of a page that crashed are reported by the next", () => {
  const store = memoryStore();
  open(store).add({ rule: 7, version: 1 }, NOON);

  open(store).flush();

  assert.equal(sent[0].counts[0].count, 1);
});

test("offline nothing is reported, and later it is, under the id that it had", () => {
  const store = memoryStore();
  const counts = open(store);
  navigator.onLine = false;
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.flush();
  assert.deepEqual(sent, []);
  const { batch, visitor } = store.get("batch");
  navigator.onLine = true;
  open(store).flush();

  assert.deepEqual(sent.map((each) => [each.batch, each.visitor, each.counts.length]), [[batch, visitor, 1]]);
  assert.equal(store.get("batch"), null);
});

test("a browser without beacons keeps what it would report", () => {
  const store = memoryStore();
  navigator.sendBeacon = undefined;
  const counts = open(store);
  counts.add({ rule: 7, version: 1 }, NOON);
  counts.flush();

  assert.equal(store.get("batch").counts.length, 1);
  assert.deepEqual(store.get("counts"), {});
});

test("four hundred and ninety-nine answers wait", () => {
  const store = memoryStore();
  const counts = open(store);
  for (let number = 1; number < 500; number++) counts.add({ rule: 7, version: 1 }, NOON);

  assert.deepEqual(sent, []);
  assert.deepEqual(Object.values(store.get("counts")), [499]);
});

test("two batches have two ids", () => {
  const counts = open();
  for (const rule of [7, 8]) {
    counts.add({ rule, version: 1 }, NOON);
    counts.flush();
  }

  assert.equal(new Set(sent.map(({ batch }) => batch)).size, 2);
});
