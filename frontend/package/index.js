/**
 * The gatekeeper for pages that are built: loads it from your server and starts it. Importing this file does nothing,
 * so it may be imported where pages are rendered on a server.
 */

import { load } from "./loading.js";

/** @typedef {import("./gatekeeper.js").Gatekeeper} Gatekeeper */
/** @typedef {import("./gatekeeper.js").StartOptions} StartOptions */
/** @typedef {(options: StartOptions) => Gatekeeper} StartSite */

// On the page and not in this module: two bundles may hold a copy each, and a script runs once in a page.
const LOADED = Symbol.for("self-delegation.loaded");

/** @type {typeof import("./index.d.ts").start} */
export function start(options) {
  const started = startHere(options);
  started.catch(() => {});
  return started;
}

/** @param {import("./index.d.ts").Options} options @returns {Promise<Gatekeeper>} */
async function startHere({ src, integrity, ...attributes }) {
  if (!globalThis.document) throw failure("no-browser", "The gatekeeper runs in browsers: start it in an effect.");
  const address = new URL(src, document.baseURI).href;
  const startSite = await loaded(address, integrity);
  return startSite(/** @type {StartOptions} */ (/** @type {unknown} */ ({ ...present(attributes), src: address })));
}

/** @param {string} src @param {string} [integrity] @returns {Promise<StartSite>} */
function loaded(src, integrity) {
  /** @type {Record<string, Promise<StartSite>>} */
  const pending = (/** @type {any} */ (window)[LOADED] ||= {});
  return (pending[src] ||= run(src, integrity).catch((cause) => {
    delete pending[src]; // the next start tries again
    console.warn(`delegation: ${src} did not come. Look at its address, and at script-src in the page's policy.`);
    throw failure("not-loaded", `${src} did not come.`, cause);
  }));
}

/** @param {string} src @param {string} [integrity] @returns {Promise<StartSite>} */
async function run(src, integrity) {
  if (integrity) await load(src, `${src} ${integrity}`);
  else await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ src);
  // Kept, because a gatekeeper that leaves the page takes the global with it.
  return /** @type {any} */ (window).delegation.start;
}

/** The attributes as the tag's `dataset` has them. @param {Record<string, unknown>} attributes */
function present(attributes) {
  const given = Object.entries(attributes).filter(([, value]) => value !== false && value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, value === true ? "" : String(value)]));
}

/** @param {string} code @param {string} message @param {unknown} [cause] */
const failure = (code, message, cause) => Object.assign(new Error(message, { cause }), { code });
