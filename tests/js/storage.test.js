import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openStore } from "../../frontend/src/storage.js";
import { fakeStorage } from "./browser.js";

beforeEach(() => {
  globalThis.localStorage = fakeStorage();
});

test("it keeps what was stored for the next page view", () => {
  openStore("localStorage", "a:", true).set("pack", { version: 3 });

  assert.deepEqual(openStore("localStorage", "a:", true).get("pack", { version: 0 }), { version: 3 });
});

test("one site does not see another's", () => {
  openStore("localStorage", "a:", true).set("pack", "x");

  assert.equal(openStore("localStorage", "b:", true).get("pack", ""), undefined);
});

for (const broken of ["{", "null", "7", '"text"', "[]", '{"local":{}}', '{"local":null}']) {
  test(`a value of another shape reads as missing: ${broken}`, () => {
    localStorage.setItem("a:talk", broken);

    assert.equal(openStore("localStorage", "a:", true).get("talk", { local: [] }), undefined);
  });
}

test("where storage is full, an older value does not outlive a newer one", () => {
  const store = openStore("localStorage", "a:", true);
  store.set("pack", "old");
  const { getItem, removeItem } = localStorage;
  globalThis.localStorage = { getItem, removeItem, setItem() { throw new Error("QuotaExceededError"); } };

  store.set("pack", "new");

  assert.equal(store.get("pack", ""), "new");
  assert.equal(openStore("localStorage", "a:", true).get("pack", ""), undefined);
});

test("where storage is blocked, memory stands in", () => {
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, get() { throw new Error("SecurityError"); } });
  const store = openStore("sessionStorage", "a:", true);

  store.set("talk", "here");

  assert.equal(store.get("talk", ""), "here");
});

test("nothing is stored before consent, and what memory holds is stored after it", () => {
  const store = openStore("localStorage", "a:", false);
  store.set("visitor", "v");
  assert.equal(localStorage.getItem("a:visitor"), null);

  store.allow();

  assert.equal(localStorage.getItem("a:visitor"), '"v"');
});

test("consent keeps what an earlier visit stored", () => {
  localStorage.setItem("a:visitor", '"earlier"');
  const store = openStore("localStorage", "a:", false);
  store.set("visitor", "later");

  store.allow();

  assert.equal(store.get("visitor", ""), "earlier");
});

test("a withdrawn consent removes this site's and nobody else's", () => {
  localStorage.setItem("page:theme", "dark");
  const store = openStore("localStorage", "a:", true);
  store.set("visitor", "v");

  store.forbid();

  assert.deepEqual(Object.keys(localStorage), ["page:theme"]);
  assert.equal(store.get("visitor", ""), undefined);
});

test("a consent that is withdrawn on a later page removes what an earlier one stored", () => {
  localStorage.setItem("a:visitor", '"earlier"');

  openStore("localStorage", "a:", false).forbid();

  assert.deepEqual(Object.keys(localStorage), []);
});
