/** Prints where each mutant of the given files is: {file: [[line, column, last line, last column], ...]}. */

import { readFileSync } from "node:fs";

import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { createInjector } from "typed-inject";

const { mutator } = JSON.parse(readFileSync("stryker.config.json", "utf8"));
const silent = new Proxy({}, { get: () => () => false });
const files = process.argv.slice(2).map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
const instrumenter = createInjector().provideValue("logger", silent).injectFunction(createInstrumenter);
const { mutants } = await instrumenter.instrument(files, { plugins: null, ignorers: [], ...mutator });

const found = Object.fromEntries(files.map(({ name }) => [name, []]));
for (const { fileName, location: { start, end }, status } of mutants) {
  if (status === "Ignored") continue;
  found[fileName].push([start.line + 1, start.column, end.line + 1, end.column]);
}
process.stdout.write(JSON.stringify(found));
