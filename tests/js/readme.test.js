import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Gatekeeper } from "../../frontend/src/gatekeeper.js";

const read = (name) => readFileSync(new URL(`../../frontend/${name}`, import.meta.url), "utf8");
const README = read("README.md");

/** The first column of the table under a heading, the marks taken off. */
function column(heading) {
  const section = README.split(new RegExp(`^#+ ${heading}$`, "m"))[1].split(/^#+ /m)[0];
  return [...section.matchAll(/^\| `([\w.*-]+)[^`]*` \|/gm)].map(([, name]) => name);
}

test("every attribute that the code reads is documented, and no other", () => {
  const types = read("src/types.d.ts");
  const options = types.split("export interface StartOptions {")[1].split("}\n")[0];
  const names = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name).filter((name) => name !== "src");

  assert.deepEqual(column("Attributes of the tag").sort(), names.map((name) => `data-${name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase())}`).sort());
});

test("every method is documented, and no other", () => {
  const internal = ["constructor", "line", "load", "restore"]; // the chat's own
  const methods = Object.getOwnPropertyNames(Gatekeeper.prototype).filter((name) => !internal.includes(name));

  assert.deepEqual(column("`window.delegation`").sort(), [...methods, "start"].sort());
});

test("every event is documented, and no other", () => {
  const events = read("src/types.d.ts").split("export interface EventMap {")[1].split("}\n")[0].replace(/\{.*?\}/g, "");

  assert.deepEqual(column("Events").sort(), [...events.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name).sort());
});

test("every failure code of the gatekeeper's own is documented", () => {
  const codes = new Set();
  for (const name of ["main", "escalation", "failure"]) {
    const source = read(`src/line/${name}.js`).replace(/\/\*\*[^]*?\*\//g, "");
    for (const [, inside] of source.matchAll(/[fF]ailure\(([^;]*?)\)/g)) {
      for (const [, code] of inside.matchAll(/"([a-z]+)"/g)) codes.add(code);
    }
  }

  assert.deepEqual(column("`ask`").sort(), [...codes].sort());
});

test("every budget in the table is the build's", () => {
  const build = read("bundles.mjs");
  const rows = [...README.matchAll(/^\| `(\w+)[.*]*\.js` \|.*\| at most ([\d,]+) bytes \|$/gm)];
  assert.equal(rows.length, 14);
  for (const [, name, bytes] of rows) {
    const budget = new RegExp(`name: .${name}[^}]*?(?:\\}[^}]*?)*?budget: (\\d+)`).exec(build)[1];
    assert.equal(Number(bytes.replace(",", "")), Number(budget), name);
  }
});

test("every language that the chat speaks is listed", async () => {
  const source = read("src/chat/languages.js");
  const spoken = /"([a-z ]+)"\.split/.exec(source)[1].split(" ");
  const listed = /The chat speaks ([a-z, ]+) and ([a-z]+)\./.exec(README);

  assert.deepEqual([...listed[1].split(", "), listed[2]].sort(), [...spoken, "en"].sort());
});

test("every call that the stub takes is listed", () => {
  const taken = /"([a-z ]+)"\.split/.exec(read("src/stub.js"))[1].split(" ");
  const listed = README.split("take the calls")[1].split("; each")[0];

  assert.deepEqual([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort(), taken.sort());
});

test("every reason of a decision is explained, and no other", () => {
  const sources = ["matching", "gatekeeper", "line/fresh-lessons"].map((name) => read(`src/${name}.js`)).join("\n");
  const reasons = [...sources.matchAll(/(?:end\(|noAnswer\(|reason: |\? |: )"([a-z-]+)"(?=[),:; ])/g)].map(([, reason]) => reason);
  const listed = column("Reasons of a decision");

  assert.deepEqual(listed.filter((reason) => !reasons.includes(reason)), []);
  const ended = [...sources.matchAll(/(?:end|noAnswer)\("([a-z-]+)"/g)].map(([, reason]) => reason);
  assert.deepEqual(ended.filter((reason) => !listed.includes(reason)), []);
});
