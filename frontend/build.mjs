/** Builds dist/ from src/ and fails when a file outgrows its budget. `--check` fails when dist/ is not fresh. */

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const HERE = new URL(".", import.meta.url);

const integrity = (bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64");

function fail(words) {
  console.error(words);
  process.exitCode = 1;
}

/** Prints the size, and complains when it is over the budget. */
function weigh({ name, budget, bytes }) {
  const size = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name.padEnd(14)} ${String(bytes.length).padStart(6)} B, gzipped ${String(size).padStart(5)} of ${budget} B`);
  if (size > budget) fail(`${name} is ${size - budget} bytes over its budget.`);
}

/** Writes a file of this folder; with `--check`, complains when it is not what would be written. */
async function put(name, content) {
  const path = new URL(name, HERE);
  if (!process.argv.includes("--check")) return writeFile(path, content);
  const there = await readFile(path).catch(() => Buffer.of());
  if (!there.equals(Buffer.from(content))) fail(`frontend/${name} is not what src/ builds: run "npm run build".`);
}

/** The acts are Python's: one table for the server and the browser. */
async function printActs() {
  const words = await readFile(new URL("../delegation/domain/words.py", HERE), "utf8");
  const [, table] = /^class Act\(StrEnum\):\n((?: .*\n|\n(?! *\n))*)/m.exec(words);
  const acts = [...table.matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm)].map(([, act]) => act);
  const list = `export const ACTS = new Set(${JSON.stringify(acts.join(" "))}.split(" "));\n`;
  await put("src/acts.js", `/** What phrases do. Generated from delegation/domain/words.py by \`npm run build\`. */\n${list}`);
}

await printActs();
const { makeBundles } = await import("./bundles.mjs"); // with the acts as they are now
const { declarations } = await import("./types.mjs");
const bundles = await makeBundles();
for (const file of bundles) {
  weigh(file);
  await put(`dist/${file.name}`, file.bytes);
}
const { bytes, immutable } = bundles.at(-1);
const release = { version: immutable.split(".")[1], integrity: integrity(bytes), files: {} };
for (const { immutable, name } of bundles) release.files[immutable] = name;
await put("dist/gatekeeper.d.ts", declarations());
await put("package/loading.js", await readFile(new URL("src/loading.js", HERE)));
await put("package/gatekeeper.d.ts", declarations(""));
await put("dist/release.json", JSON.stringify(release, null, 1) + "\n");
