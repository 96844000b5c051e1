import assert from "node:assert/strict";
import { test } from "node:test";

import { describePage } from "../../frontend/src/chat/page.js";
import { tell } from "../../frontend/src/chat/tell.js";
import { fakeFetch, memoryStore } from "./browser.js";

const VISITOR = "1234567890-1234567890-12";

test("a page is described without the query and the fragment of its address", () => {
  globalThis.location = new URL("https://shop.example/cart?token=secret#secret");
  globalThis.document = { title: "Cart", documentElement: { lang: "de" } };

  const page = { address: "https://shop.example/cart", title: "Cart", language: "de", values: { plan: "Pro" } };
  assert.deepEqual(describePage({ key: "k", values: { plan: "Pro" } }), page);
  assert.equal(describePage({ key: "k", context: "off", values: { plan: "Pro" } }), undefined);
});

test("what a visitor says goes out once, as plain text, with the key and the visitor", async () => {
  const { requests, restore } = fakeFetch((_, { body }) => new Response(null, { status: JSON.parse(body).helpful ? 204 : 503 }));
  const [tab, kept] = [memoryStore(), memoryStore()];
  kept.set("visitor", VISITOR);
  const gatekeeper = { key: "pk_1", site: { origin: "https://host.example" }, tab, kept };

  assert.equal(await tell(gatekeeper, "feedback", { helpful: true, id: "m" }), true);
  assert.equal(await tell(gatekeeper, "feedback", { helpful: false }), false);
  restore();

  const [{ address, body, headers, method, credentials }] = requests;
  assert.equal(address, "https://host.example/api/v1/feedback");
  assert.deepEqual(JSON.parse(body), { key: "pk_1", visitor: VISITOR, helpful: true, id: "m" });
  assert.deepEqual([method, credentials, headers], ["POST", "omit", undefined]);
  assert.equal(requests.length, 2);
});

test("the tab's own visitor comes before the browser's", async () => {
  const { requests, restore } = fakeFetch(() => new Response(null, { status: 204 }));
  const [tab, kept] = [memoryStore(), memoryStore()];
  kept.set("visitor", VISITOR);
  tab.set("visitor", "id-" + VISITOR);

  await tell({ key: "pk_1", site: { origin: "" }, tab, kept }, "handoffs", {});
  restore();

  assert.equal(JSON.parse(requests[0].body).visitor, "id-" + VISITOR);
});
