/** What the chat says. English is built in; other languages are separate files, loaded with the panel. */

export const ENGLISH = {
  title: "Chat",
  close: "Close chat",
  placeholder: "Write a message…",
  send: "Send",
  you: "You",
  assistant: "Assistant",
  stop: "Stop",
  stopped: "Stopped.",
  retry: "Try again",
  instead: "Ask the assistant instead",
  note: "You are offline. Simple messages are still answered.",
  offline: "Your message may not have arrived.",
  failed: "No answer came.",
  origin_not_allowed: "This chat is not set up for this page.",
  waiting: "Connecting again…",
  below: "New message",
  limited: "Busy. Please wait {} seconds.",
};

/** @typedef {typeof ENGLISH} Texts */
/** What a language's file holds: the words of every part. @typedef {Texts & import("./words.js").Words} AllTexts */

/** @param {Texts} texts @param {import("../types").Failure} failure  @returns {string} */
export function inWords(texts, { code, words, retryAfter }) {
  if (retryAfter) return texts.limited.replace("{}", String(retryAfter));
  return words || texts[/** @type {"offline"} */ (code)] || texts.failed;
}

/**
 * @param {string} lang one that was chosen
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @returns {Promise<Texts & Partial<AllTexts>>}
 */
export async function loadTexts(lang, gatekeeper) {
  try {
    // Twenty checksums are in a separate file: here they would be a tenth of the chat.
    if (lang !== "en") return (await gatekeeper.load((await gatekeeper.load(LANGUAGES_FILE)).FILES[lang])).default;
  } catch (error) {
    console.error(error); // English is better than no chat
  }
  return ENGLISH;
}
