import assert from "node:assert/strict";
import { test } from "node:test";

import { createConversation } from "../../frontend/src/conversation.js";
import { memoryStore } from "./browser.js";

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
