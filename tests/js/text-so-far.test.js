import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createText } from "../../frontend/src/line/text-so-far.js";

const cases = readFileSync(new URL("../shared/text_so_far.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line));

for (const { name, events, text: expected } of cases) {
  test(`it shows what the server wrote: ${name}`, () => {
    const take = createText();
    let shown = "";
    for (const { kind, data } of events) {
      if (kind === "delta") shown = take(data);
      if (kind === "answer") shown = data.userResponse; // the end: nothing after it is read
      if (kind !== "delta") break;
    }
    assert.equal(shown, expected);
  });
}
