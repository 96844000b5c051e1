/** What the chat looks like and says: the tag's attributes, and the tenant's own page where the tag is silent. */

/** @typedef {import("../types").StartOptions} StartOptions */

const PATIENCE_MS = 1000; // a first visitor's pack is on its way already; without it the tag has to do

/** Splits an attribute that lists things. @param {string} [text] */
export const listed = (text = "") => text.split(/[|\n]/).map((each) => each.trim()).filter(Boolean);

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {StartOptions} tag
 * @returns {Promise<StartOptions>}
 */
export async function chooseSettings(gatekeeper, tag) {
  const { keeper } = gatekeeper;
  if (!keeper.current(Date.now())) {
    await Promise.race([gatekeeper.sync(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
  /** @type {Record<string, unknown>} */
  const all = /** @type {any} */ (keeper.held()?.settings)?.chat || {};
  const ours = Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === "string"));
  // A tag that greets has the last word: no greeting of the page's from elsewhere comes before it.
  if (tag.greeting !== undefined || tag.greetings !== undefined) delete ours.greeting, delete ours.greetings;
  return { ...ours, ...tag };
}

/**
 * The greeting of this page and language: the first that is for either, else the one for all.
 * @param {StartOptions} options
 * @param {string} lang
 */
export function chooseGreeting({ greeting, greetings }, lang) {
  for (const line of listed(greetings)) {
    const [, place, words] = /^(\S+): *(.+)/.exec(line) || [];
    if (place === lang || (place?.[0] === "/" && location.pathname.startsWith(place))) return words;
  }
  return greeting;
}
