/** What the chat says. English is built in; other languages are files of their own, loaded with the panel. */

export const ENGLISH = {
  title: "Chat",
  close: "Close chat",
  clear: "Clear conversation",
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
  limited: "Busy. Please wait {} seconds.",
};

/** @typedef {typeof ENGLISH} Texts */

/** @param {Texts} texts @param {import("../types").Failure} failure  @returns {string} */
export function inWords(texts, { code, words, retryAfter }) {
  if (retryAfter) return texts.limited.replace("{}", String(retryAfter));
  return words || texts[/** @type {"offline" | "stopped"} */ (code)] || texts.failed;
}
