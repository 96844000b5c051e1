/** Where links in the chat may lead. */

const SCHEMES = ["http:", "https:", "mailto:", "tel:"];

/**
 * @param {string} address may be one of this site
 * @returns {URL | undefined} undefined where a link must not lead there
 */
export function destination(address) {
  if (!URL.canParse(address, location.href)) return undefined;
  const url = new URL(address, location.href);
  return SCHEMES.includes(url.protocol) ? url : undefined;
}
