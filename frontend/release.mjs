/** Keeps the built files under their immutable names, for pages that name this release and tabs that run it. */

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";

const HERE = new URL(".", import.meta.url);
const INDEX = new URL("releases/releases.json", HERE);

const { version, integrity, files } = JSON.parse(await readFile(new URL("dist/release.json", HERE), "utf8"));
await mkdir(new URL("releases/", HERE), { recursive: true });
const released = JSON.parse(await readFile(INDEX, "utf8").catch(() => "[]"));
if (released.some((each) => each.version === version)) {
  console.log(`${version} was released already.`);
} else {
  for (const [name, file] of Object.entries(files)) {
    await copyFile(new URL(`dist/${file}`, HERE), new URL(`releases/${name}`, HERE));
  }
  released.push({ version, integrity, files: Object.keys(files) }); // the newest is the last
  await writeFile(INDEX, JSON.stringify(released, null, 1) + "\n");
  console.log(`Released ${version}. Commit frontend/releases/.`);
}
