/** What the chat says. English is built in; other languages are files of their own, loaded with the panel. */

export const ENGLISH = {
  title: "Chat",
  open: "Open chat",
  close: "Close chat",
  clear: "Clear conversation",
  message: "Message",
  placeholder: "Write a message…",
  send: "Send",
  you: "You",
  assistant: "Assistant",
  typing: "The assistant is writing",
  stop: "Stop",
  stopped: "Stopped.",
  retry: "Try again",
  instead: "Ask the assistant instead",
  unread: "unread",
  offline: "You are offline. Simple messages are still answered.",
  unsent: "Your message may not have arrived.",
  failed: "No answer came.",
  limited: "Too many messages at the moment. Please wait {} seconds.",
  later: "The assistant cannot answer at the moment. Please come back later.",
};

/** @typedef {typeof ENGLISH} Texts */

/** @param {Texts} texts @param {import("../types").Failure} failure  @returns {string} */
export function inWords(texts, { code, retryAfter }) {
  if (code === "stopped") return texts.stopped;
  if (code === "offline") return texts.unsent;
  if (!retryAfter) return texts.failed;
  return retryAfter > 3600 ? texts.later : texts.limited.replace("{}", String(retryAfter));
}
