/** Builds dist/ from src/ and fails when a file outgrows its budget. `--check` fails when dist/ is not fresh. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const HERE = new URL(".", import.meta.url);

/** Bytes, minified and gzipped at level 9. */
const FILES = [
  { name: "line.js", entry: "src/line/main.js", format: "esm", budget: 2560 },
  { name: "chat.js", entry: "src/chat/main.js", format: "esm", budget: 4608 },
  { name: "stub.js", entry: "src/stub.js", format: "iife", budget: 300 },
  { name: "gatekeeper.js", entry: "src/main.js", format: "iife", budget: 6144 },
];

/** A stylesheet becomes a string of minified CSS. */
const CSS_AS_TEXT = {
  name: "css-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "safari16" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle({ name, entry, format }) {
  const { outputFiles } = await build({
    absWorkingDir: HERE.pathname,
    entryPoints: [entry],
    outfile: `dist/${name}`,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    define: { CHAT_FILE: '"chat.js"', LINE_FILE: '"line.js"', TEXTS_FILE: '"texts.*.js"' },
    plugins: [CSS_AS_TEXT],
    write: false,
  });
  return outputFiles[0].contents;
}

const check = process.argv.includes("--check");
await mkdir(new URL("dist/", HERE), { recursive: true });
for (const file of FILES) {
  const bytes = await bundle(file);
  const path = new URL(`dist/${file.name}`, HERE);
  const size = gzipSync(bytes, { level: 9 }).length;
  console.log(`${file.name.padEnd(14)} ${String(bytes.length).padStart(6)} B   gzipped ${String(size).padStart(5)} of ${file.budget} B`);
  if (size > file.budget) {
    console.error(`${file.name} is ${size - file.budget} bytes over its budget.`);
    process.exitCode = 1;
  }
  if (check) {
    const committed = await readFile(path).catch(() => null);
    if (!committed?.equals(bytes)) {
      console.error(`dist/${file.name} is not what src/ builds: run "npm run build".`);
      process.exitCode = 1;
    }
  } else await writeFile(path, bytes);
}
