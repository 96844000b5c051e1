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
  offline: "You are offline. Simple messages are still answered.",
  unsent: "Your message may not have arrived.",
  failed: "No answer came.",
  limited: "Busy. Please wait {} seconds.",
};

/** @typedef {typeof ENGLISH} Texts */

/** @param {Texts} texts @param {import("../types").Failure} failure  @returns {string} */
export function inWords(texts, { code, retryAfter }) {
  if (code === "stopped") return texts.stopped;
  if (code === "offline") return texts.unsent;
  return retryAfter ? texts.limited.replace("{}", String(retryAfter)) : texts.failed;
}
