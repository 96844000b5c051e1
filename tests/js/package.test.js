import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

import { start } from "../../frontend/package/index.js";
import { DelegationChat, useDelegation } from "../../frontend/package/react.js";
import { presets } from "../../frontend/package/wrap.js";

const at = (name) => new URL(`../../frontend/package/${name}`, import.meta.url);
const site = { src: "https://delegation.example/gatekeeper.js", siteKey: "pk_1" };

test("every entry of the package has its code and its types", () => {
  const { exports } = JSON.parse(readFileSync(at("package.json"), "utf8"));

  const entries = Object.values(exports).filter((entry) => typeof entry === "object");
  assert.equal(entries.length, 4);
  for (const file of entries.flatMap(Object.values)) assert.ok(existsSync(at(file)), file);
});

test("on a server it says that there is no browser, and rejects nothing that is not looked at", async () => {
  const unhandled = [];
  process.on("unhandledRejection", (problem) => unhandled.push(problem));

  start({ key: "pk_1", src: site.src });
  await new Promise(setImmediate);

  assert.deepEqual(unhandled, []);
  await assert.rejects(start({ key: "pk_1", src: site.src }), { code: "no-browser" });
});

test("a server renders a place for an inline chat, and nothing for a bubble", () => {
  const place = renderToString(createElement(DelegationChat, { ...site, inline: true, className: "chat" }));
  const Page = () => String(useDelegation(site));

  assert.match(place, /^<div class="chat" data-delegation-place="[^"]+"><\/div>$/);
  assert.equal(renderToString(createElement(DelegationChat, site)), "");
  assert.equal(renderToString(createElement(Page)), "undefined");
});

test("the guide lists every preset, and no other", () => {
  const listed = [...readFileSync(at("README.md"), "utf8").matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);

  assert.deepEqual(listed, Object.keys(presets));
});
