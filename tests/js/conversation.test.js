import assert from "node:assert/strict";
import { test } from "node:test";

import { createConversation } from "../../frontend/src/conversation.js";
import { openStore } from "../../frontend/src/storage.js";
import { fakeStorage, memoryStore } from "./browser.js";

const talkThatHeld = (open) => {
  const store = memoryStore();
  store.set("talk", { id: "c", awaiting: "nothing", local: [], open });
  return createConversation(store);
};

test("a message of an earlier page view whose answer nobody saw leaves it unknown what is awaited", () => {
  assert.equal(talkThatHeld({ e: { body: { id: "e" } } }).awaiting(), "unknown");
  assert.equal(talkThatHeld({ own: {} }).awaiting(), "unknown");
  assert.equal(talkThatHeld({}).awaiting(), "nothing");
});

test("only a message that can be taken up again is pending, whatever the tab held", () => {
  const { pending } = talkThatHeld({ a: null, b: {}, c: { body: { id: "c" } } });

  assert.deepEqual(pending, [{ body: { id: "c" } }]);
});

test("a page that comes back takes up what another page view left, whatever it held itself", () => {
  globalThis.sessionStorage = fakeStorage();
  const pageView = () => createConversation(openStore("sessionStorage", "site:", true));
  const first = pageView();
  first.answered({ message: "thx", response: "Welcome!", rule: 1, version: 1, at: 0 });
  first.state.open.e = { body: { id: "e", message: "Where is it?" } };
  first.save();
  const second = pageView();
  second.reset();
  second.await("confirm");

  first.restore();

  assert.deepEqual(first.state, second.state);
  assert.equal(first.awaiting(), "confirm");
});

test("a conversation of which nothing is stored keeps its id", () => {
  globalThis.sessionStorage = fakeStorage();
  const talk = createConversation(openStore("sessionStorage", "site:", true));
  const { id } = talk.state;

  talk.restore();

  assert.ok(id);
  assert.equal(talk.state.id, id);
});

test("a conversation gets its id when one is needed, and keeps it", (t) => {
  const made = t.mock.method(globalThis.crypto, "getRandomValues");
  const { state } = createConversation(memoryStore());
  assert.equal(made.mock.callCount(), 0);

  const ids = [state.id, state.id, JSON.parse(JSON.stringify(state)).id];

  assert.deepEqual(ids, Array(3).fill(ids[0]));
  assert.equal(made.mock.callCount(), 1);
});
