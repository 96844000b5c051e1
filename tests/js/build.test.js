import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const run = (...words) => spawnSync(process.execPath, words, { encoding: "utf8" });
const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test("what is committed in dist/ is what src/ builds, and every file keeps to its budget", () => {
  const { status, stderr } = run(path("frontend/build.mjs"), "--check");

  assert.equal(stderr, "");
  assert.equal(status, 0);
});
