/** Builds dist/ from src/ and fails when a file outgrows its budget. `--check` fails when dist/ is not fresh. */

import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { declarations } from "./types.mjs";

const HERE = new URL(".", import.meta.url);

const LANGUAGES = readdirSync(new URL("src/chat/texts/", HERE)).map((name) => name.slice(0, 2));

/** Properties that only the file itself reads, and never from JSON: there their names cost nothing. */
const INNER_CHAT = /^(announcer|answered|blank|frame|life|makePanel|offer|rest|say)$/;
const INNER = /^(allow|answered|answers|before|changed|current|drop|forbid|forms|held|index|known|longest|owns|pairs|rank|restore|until|waitForConsent)$/;

/** Compiled while it arrives, beside the page's own thread, and not function by function when it runs: where a browser heeds it. */
const COMPILE_EARLY = "//# allFunctionsCalledOnLoad";

/** Budgets are bytes, minified and gzipped at level 9. A file that loads others comes after them. */
const FILES = [
  ...LANGUAGES.map((lang) => ({ name: `texts.${lang}.js`, entry: `src/chat/texts/${lang}.js`, format: "esm", budget: 700 })),
  { name: "own.js", entry: "src/own.js", format: "esm", budget: 768 },
  { name: "line.js", entry: "src/line/main.js", format: "esm", budget: 2560 },
  { name: "wrap.js", entry: "src/wrap.js", format: "esm", budget: 768 },
  { name: "identify.js", entry: "src/identify.js", format: "esm", budget: 512 },
  { name: "chat.js", entry: "src/chat/main.js", format: "esm", budget: 4608, inner: INNER_CHAT },
  { name: "stub.js", entry: "src/stub.js", format: "iife", budget: 300 },
  { name: "gatekeeper.js", entry: "src/main.js", format: "iife", budget: 6144, inner: INNER, banner: COMPILE_EARLY },
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

/** What a file of these bytes is asked for as, for ever: a gatekeeper never meets another release's chat. */
const versioned = (name, bytes) =>
  name.replace(/js$/, `${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.js`);

const integrity = (bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64");

async function bundle({ name, entry, format, inner, banner }, files) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(HERE),
    entryPoints: [entry],
    outfile: `dist/${name}`,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    mangleProps: inner,
    banner: { js: banner ?? "" },
    define: {
      CHAT_FILE: JSON.stringify(files["chat.js"] ?? ""),
      LINE_FILE: JSON.stringify(files["line.js"] ?? ""),
      IDENTIFY_FILE: JSON.stringify(files["identify.js"] ?? ""),
      WRAP_FILE: JSON.stringify(files["wrap.js"] ?? ""),
      OWN_FILE: JSON.stringify(files["own.js"] ?? ""),
      TEXTS_FILE: JSON.stringify(files["texts.*.js"] ?? ""),
    },
    plugins: [CSS_AS_TEXT],
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

function fail(words) {
  console.error(words);
  process.exitCode = 1;
}

/** Prints the size, and complains when it is over the budget. */
function weigh({ name, budget }, bytes) {
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

/** The embed guide names the release that lies beside it. */
async function printRelease({ version, integrity }) {
  const guide = await readFile(new URL("README.md", HERE), "utf8");
  const named = guide.replace(/gatekeeper\.[0-9a-f]{8}\.js/g, `gatekeeper.${version}.js`);
  await put("README.md", named.replace(/sha384-[\w+/=]+/g, integrity));
}

const files = {};
const release = { version: "", integrity: "", files: {} };
const texts = {};
for (const file of FILES) {
  const bytes = await bundle(file, files);
  weigh(file, bytes);
  await put(`dist/${file.name}`, bytes);
  if (file.name.startsWith("texts.")) {
    texts[file.name] = bytes; // one version for all languages: the chat holds one name
    files["texts.*.js"] = versioned("texts.*.js", Buffer.concat(Object.values(texts)));
  } else {
    files[file.name] = versioned(file.name, bytes);
    release.files[files[file.name]] = file.name;
  }
  if (file.name === "gatekeeper.js") {
    release.version = files[file.name].split(".")[1];
    release.integrity = integrity(bytes);
  }
}
for (const lang of LANGUAGES) release.files[files["texts.*.js"].replace("*", lang)] = `texts.${lang}.js`;
await put("dist/gatekeeper.d.ts", declarations());
await put("dist/release.json", JSON.stringify(release, null, 1) + "\n");
await printRelease(release);
