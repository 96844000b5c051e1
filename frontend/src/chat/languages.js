/** Which language the chat speaks, and its texts. */

import { ENGLISH } from "./texts.js";

const LANGUAGES = "ar cs da de es fr he hi id it ja ko nl pl pt ru sv tr uk zh".split(" ");
const RIGHT_TO_LEFT = /ar|he/;

/**
 * The language asked for, else the page's, else the browser's; English where there is none of them.
 * @param {string} [asked] a BCP 47 tag
 */
export function chooseLanguage(asked) {
  const wanted = (asked || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  const lang = LANGUAGES.includes(wanted) ? wanted : "en";
  return { lang, dir: RIGHT_TO_LEFT.test(lang) ? "rtl" : "ltr" };
}

/**
 * @param {string} lang one that was chosen
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @returns {Promise<import("./texts.js").Texts>}
 */
export async function loadTexts(lang, gatekeeper) {
  try {
    // Twenty checksums are a file of their own: they would be a tenth of the chat.
    if (lang !== "en") return (await gatekeeper.load((await gatekeeper.load(LANGUAGES_FILE)).FILES[lang])).default;
  } catch (error) {
    console.error(error); // English is better than no chat
  }
  return ENGLISH;
}
