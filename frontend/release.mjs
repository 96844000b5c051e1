/**
 * Keeps the built files under their immutable names, for pages that name this release and tabs that run it; with a
 * source map and a readable build of each, for people who want to know what runs in their page.
 */

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { makeBundles } from "./bundles.mjs";

const HERE = new URL(".", import.meta.url);
const GUIDE = new URL("README.md", HERE);
const INDEX = new URL("releases/releases.json", HERE);

const { version, integrity, files } = JSON.parse(await readFile(new URL("dist/release.json", HERE), "utf8"));
await mkdir(new URL("releases/", HERE), { recursive: true });
const released = JSON.parse(await readFile(INDEX, "utf8").catch(() => "[]"));

/** Texts are readable as they are served. */
async function keepSources() {
  for (const { immutable, map, readable } of await makeBundles()) {
    if (!files[immutable]) throw Error(`${immutable} is not in dist/: run "npm run build" first.`);
    if (immutable.startsWith("texts.")) continue;
    await writeFile(new URL(`releases/${immutable}.map`, HERE), map + "\n");
    await writeFile(new URL(`releases/${immutable.replace(/js$/, "readable.js")}`, HERE), readable);
  }
}

/** The embed guide names the newest release. */
async function printRelease() {
  const guide = await readFile(GUIDE, "utf8");
  const named = guide.replace(/gatekeeper\.[0-9a-f]{8}\.js/g, `gatekeeper.${version}.js`);
  await writeFile(GUIDE, named.replace(/sha384-[\w+/=]+/g, integrity));
}

if (released.some((each) => each.version === version)) {
  console.log(`${version} was released already.`);
} else {
  await keepSources();
  for (const [name, file] of Object.entries(files)) {
    await copyFile(new URL(`dist/${file}`, HERE), new URL(`releases/${name}`, HERE));
  }
  released.push({ version, integrity, files: Object.keys(files) }); // the newest is the last
  await printRelease();
  await writeFile(INDEX, JSON.stringify(released, null, 1) + "\n");
  console.log(`Released ${version}. Commit frontend/releases/ and frontend/README.md.`);
}
