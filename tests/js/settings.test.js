import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { chooseGreeting, chooseSettings, listed } from "../../frontend/src/chat/settings.js";

beforeEach(() => {
  globalThis.location = { pathname: "/cart/now" };
});

/** A gatekeeper whose pack is here, with these settings. */
const holding = (settings) => ({ keeper: { current: () => true, held: () => ({ settings }) } });

test("a list is split at lines and bars, without blanks", () => {
  assert.deepEqual(listed(" Where? | When?\n\n|How? "), ["Where?", "When?", "How?"]);
  assert.deepEqual(listed(), []);
});

test("the tenant's own page decides where the tag is silent", async () => {
  const gatekeeper = holding({ chat: { title: "Tea", accent: "#ff0000", logo: "https://shop.example/l.png" } });

  assert.deepEqual(await chooseSettings(gatekeeper, { key: "pk_1", title: "Mine", accent: "" }), {
    key: "pk_1",
    title: "Mine",
    accent: "",
    logo: "https://shop.example/l.png",
  });
});

test("a tag that greets has the last word on all greetings", async () => {
  const gatekeeper = holding({ chat: { greeting: "Ours", greetings: "de: Unsere" } });

  assert.deepEqual(await chooseSettings(gatekeeper, { key: "k" }), { key: "k", greeting: "Ours", greetings: "de: Unsere" });
  assert.deepEqual(await chooseSettings(gatekeeper, { key: "k", greeting: "Mine" }), { key: "k", greeting: "Mine" });
  assert.deepEqual(await chooseSettings(gatekeeper, { key: "k", greetings: "de: Meine" }), { key: "k", greetings: "de: Meine" });
  assert.deepEqual(await chooseSettings(gatekeeper, { key: "k", greeting: "" }), { key: "k", greeting: "" });
});

test("an older pack, and values that are no texts, change nothing", async () => {
  for (const settings of [{}, { chat: null }, { chat: 7 }, { chat: { title: 7, logo: null, accent: ["x"] } }]) {
    assert.deepEqual(await chooseSettings(holding(settings), { key: "k" }), { key: "k" });
  }
});

test("without a pack it waits for one that is on its way, and then goes on without", async () => {
  let held;
  const keeper = { current: () => undefined, held: () => held };
  const sync = async () => void (held = { settings: { chat: { title: "Tea" } } });
  assert.equal((await chooseSettings({ keeper, sync }, { key: "k" })).title, "Tea");

  held = undefined;
  assert.deepEqual(await chooseSettings({ keeper, sync: async () => {} }, { key: "k" }), { key: "k" });
});

test("the greeting is the first that is for the language or the page, else the one for all", () => {
  const greetings = "de: Hallo!\n/cart: Any questions?\nfr: Bonjour";

  assert.equal(chooseGreeting({ greeting: "Hi", greetings }, "de"), "Hallo!");
  assert.equal(chooseGreeting({ greeting: "Hi", greetings }, "en"), "Any questions?");
  location.pathname = "/";
  assert.equal(chooseGreeting({ greeting: "Hi", greetings }, "fr"), "Bonjour");
  assert.equal(chooseGreeting({ greeting: "Hi", greetings }, "en"), "Hi");
  assert.equal(chooseGreeting({}, "en"), undefined);
});
