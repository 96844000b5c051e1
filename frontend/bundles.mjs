/** What src/ is built into: every file with its budget, its name for ever, its source map and a build to read. */

import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const HERE = new URL(".", import.meta.url);

export const LANGUAGES = readdirSync(new URL("src/chat/texts/", HERE)).map((name) => name.slice(0, 2));

/** Properties that only files of one release read, and never from JSON or a page: there their names cost nothing. */
const SHARED = [
  ...["askServer", "bus", "canonical", "current", "emit", "escalate", "extras", "forget", "held", "home", "keeper", "kept", "lessons", "life", "restore"],
  ...["save", "line", "load", "site", "store", "tab", "talk"],
];
const INNER_CHAT = [
  ...["announcer", "answered", "began", "blank", "frame", "furnish", "makePanel", "offer", "rest"],
  ...["say", "shown", "turn"],
];
const INNER = [
  ...["allow", "answered", "answers", "before", "changed", "closes", "drop", "forbid", "forms", "index"],
  ...["known", "opens", "owns", "rank", "since", "spoken", "until", "waitForConsent"],
];

/** Budgets are bytes, minified and gzipped at level 9. A file that loads others comes after them. */
const FILES = [
  ...LANGUAGES.map((lang) => ({ name: `texts.${lang}.js`, entry: `src/chat/texts/${lang}.js`, format: "esm", budget: 1280 })),
  { name: "languages.js", entry: "src/chat/text-files.js", format: "esm", budget: 1536 },
  { name: "extras.js", entry: "src/extras.js", format: "esm", budget: 2560 },
  { name: "line.js", entry: "src/line/main.js", format: "esm", budget: 2560 },
  { name: "handoff.js", entry: "src/chat/handoff.js", format: "esm", budget: 2560, inner: INNER_CHAT },
  { name: "tools.js", entry: "src/chat/tools.js", format: "esm", budget: 2560, inner: INNER_CHAT },
  { name: "menu.js", entry: "src/chat/menu.js", format: "esm", budget: 2560, inner: INNER_CHAT },
  { name: "invite.js", entry: "src/chat/invite.js", format: "esm", budget: 2560 },
  { name: "look.js", entry: "src/chat/look.js", format: "esm", budget: 2560 },
  { name: "panel.js", entry: "src/chat/panel.js", format: "esm", budget: 2560, inner: INNER_CHAT },
  { name: "markdown.js", entry: "src/chat/markdown.js", format: "esm", budget: 2560 },
  { name: "chat.js", entry: "src/chat/main.js", format: "esm", ahead: true, budget: 5120, inner: INNER_CHAT },
  { name: "stub.js", entry: "src/stub.js", format: "iife", budget: 300 },
  { name: "gatekeeper.js", entry: "src/main.js", format: "iife", ahead: true, budget: 6144, inner: INNER },
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

const digest = (bytes, form) => createHash("sha256").update(bytes).digest(form);

/** The name that these bytes have for ever: a gatekeeper never meets another release's chat. */
const versioned = (name, bytes) => name.replace(/js$/, `${digest(bytes, "hex").slice(0, 8)}.js`);

async function bundle({ name, entry, format, inner = [] }, files, shortNames) {
  const { outputFiles, mangleCache } = await build({
    absWorkingDir: fileURLToPath(HERE),
    entryPoints: [entry],
    outfile: `dist/${name}`,
    bundle: true,
    minify: !!shortNames,
    sourcemap: "external",
    sourceRoot: "self-delegation",
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    mangleProps: shortNames && RegExp(`^(${[...SHARED, ...inner].join("|")})$`),
    mangleCache: shortNames,
    define: {
      CHAT_FILE: JSON.stringify(files["chat.js"] ?? ""),
      LINE_FILE: JSON.stringify(files["line.js"] ?? ""),
      EXTRAS_FILE: JSON.stringify(files["extras.js"] ?? ""),
      LANGUAGES_FILE: JSON.stringify(files["languages.js"] ?? ""),
      HANDOFF_FILE: JSON.stringify(files["handoff.js"] ?? ""),
      INVITE_FILE: JSON.stringify(files["invite.js"] ?? ""),
      LOOK_FILE: JSON.stringify(files["look.js"] ?? ""),
      MARKDOWN_FILE: JSON.stringify(files["markdown.js"] ?? ""),
      MENU_FILE: JSON.stringify(files["menu.js"] ?? ""),
      PANEL_FILE: JSON.stringify(files["panel.js"] ?? ""),
      TOOLS_FILE: JSON.stringify(files["tools.js"] ?? ""),
      TEXTS_FILES: JSON.stringify(Object.fromEntries(LANGUAGES.map((lang) => [lang, files[`texts.${lang}.js`]]))),
    },
    plugins: [CSS_AS_TEXT],
    write: false,
  });
  const [map, code] = outputFiles.map(({ text }) => text);
  return { code, map, mangleCache };
}

// Every function is compiled with the file, aside from the page's thread while the file comes in, and not one by one on that
// thread when it is first called.
const COMPILE_AHEAD = "//# allFunctionsCalledOnLoad";

/** A second minifier takes what the bundler leaves: some 190 bytes of the gatekeeper, which no budget could spare. */
async function squeeze({ name, format, ahead }, { code, map }) {
  const squeezed = await minify(
    { [name]: code },
    {
      module: format === "esm",
      ecma: 2020,
      compress: { passes: 4, sequences: 2, hoist_funs: true, unsafe_arrows: true, pure_getters: true },
      format: { ecma: 2020, preamble: ahead && COMPILE_AHEAD },
      sourceMap: { filename: name, content: map, includeSources: true },
    },
  );
  return { bytes: Buffer.from(squeezed.code), map: squeezed.map };
}

/**
 * Every file as it is served, the loaded ones before those that load them.
 * @returns {Promise<{ name: string, budget: number, immutable: string, bytes: Buffer, map: string, readable: string }[]>}
 *   `immutable` is the name for ever; `readable` the same file with its names and lines as people wrote them
 */
export async function makeBundles() {
  const files = {}; // the name for ever and the checksum, by the plain name
  const made = [];
  let shortNames = {};
  for (const file of FILES) {
    const minified = await bundle(file, files, shortNames);
    shortNames = minified.mangleCache;
    const { bytes, map } = await squeeze(file, minified);
    const { code: readable } = await bundle(file, files);
    const immutable = versioned(file.name, bytes);
    files[file.name] = `${immutable} sha256-${digest(bytes, "base64")}`;
    made.push({ ...file, bytes, map, readable, immutable });
  }
  return made;
}
