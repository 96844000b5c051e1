/** Which visitor a browser stands for, signed in or not, and what listeners hear of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvents } from "../../frontend/src/events.js";
import { identify } from "../../frontend/src/identify.js";
import { randomId, visitorIn } from "../../frontend/src/identity.js";
import { memoryStore } from "./browser.js";

/** A tab of a browser; `kept` is what all of its tabs share. */
function openTab(kept = memoryStore(), key = "pk_a") {
  const did = [];
  const tab = memoryStore();
  const gatekeeper = { key, tab, flush: () => did.push("flush"), reset: () => did.push("reset") };
  const become = async (token) => {
    did.length = 0;
    await identify(gatekeeper, kept, token);
    return [kept.get("visitor"), tab.get("visitor"), [...did]];
  };
  return { kept, tab, become };
}

test("a person is one visitor on every device, another one on another site, and their token stays here", async () => {
  const [first, here, did] = await openTab().become("token-1");
  assert.match(first, /^id-[\w-]{32}$/);
  assert.equal(here, first);
  assert.deepEqual(did, ["flush", "reset"], "what was counted was another visitor's");

  assert.equal((await openTab().become("token-1"))[0], first);
  assert.notEqual((await openTab(memoryStore(), "pk_b").become("token-1"))[0], first);
  assert.notEqual((await openTab().become("token-2"))[0], first);
});

test("a person who is named again goes on with their conversation", async () => {
  const { become } = openTab();
  const [first] = await become("token-1");

  assert.deepEqual(await become("token-1"), [first, first, []]);
});

test("an empty identity keeps the anonymous visitor", async () => {
  const { kept, become } = openTab();
  const anonymous = visitorIn(kept);

  assert.deepEqual(await become(null), [anonymous, "", []]);
});

test("signing out begins a new visitor with a new conversation", async () => {
  const { become } = openTab();
  const [person] = await become("token-1");
  const [visitor, here, did] = await become(null);

  assert.deepEqual([here, did], ["", ["flush", "reset"]]);
  assert.notEqual(visitor, person);
  assert.ok(!visitor.startsWith("id-"));
  assert.deepEqual(await become(null), [visitor, "", []]);
});

test("another tab's person ends no conversation of this one", async () => {
  const { kept, become } = openTab();
  const [person] = await become("token-1");
  const [other] = await openTab(kept).become("token-2");
  assert.equal(kept.get("visitor"), other);

  assert.deepEqual(await become("token-1"), [person, person, []]);
});

test("a visitor is kept while it has the shape of one", () => {
  const store = memoryStore();
  const visitor = visitorIn(store);
  assert.equal(visitorIn(store), visitor);
  for (const broken of ["short", "x".repeat(41), "a b ".repeat(6), `${"x".repeat(20)}\n`]) {
    store.set("visitor", broken);
    assert.match(visitorIn(store), /^[\w-]{20,40}$/);
  }
});

test("an id cannot be guessed, and there is one without the browser's randomness too", () => {
  const ids = new Set(Array.from({ length: 100 }, randomId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[\d-]{20,40}$/);
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, "crypto", { configurable: true, value: undefined });
  try {
    assert.match(randomId(), /^\d{13}$/);
  } finally {
    Object.defineProperty(globalThis, "crypto", { configurable: true, value: crypto });
  }
});

test("a listener that fails keeps nothing from the others, and one that left hears nothing", () => {
  const events = createEvents();
  const heard = [];
  const { error } = console;
  const problems = [];
  console.error = (problem) => problems.push(problem.message);
  try {
    events.on("reset", () => { throw new Error("the page's own"); });
    const leave = events.on("reset", () => heard.push("first"));
    events.on("reset", () => heard.push("second"));
    events.emit("reset");
    leave();
    events.emit("reset");
    events.forget();
    events.emit("reset");
  } finally {
    console.error = error;
  }

  assert.deepEqual(heard, ["first", "second", "second"]);
  assert.deepEqual(problems, ["the page's own", "the page's own"]);
});
