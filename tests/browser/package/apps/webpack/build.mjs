/** Builds, and prints what webpack says about it: nothing when all is well. */
import { fileURLToPath } from "node:url";
import webpack from "webpack";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
webpack({ mode: "production", entry: here("main.js"), output: { path: here("dist") } }, (problem, stats) => {
  if (problem) throw problem;
  process.stdout.write(stats.toString({ all: false, errors: true, warnings: true }));
  process.exitCode = stats.hasErrors() ? 1 : 0;
});
