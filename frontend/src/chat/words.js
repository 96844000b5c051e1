/** What the parts that are loaded later say in English; a language's file has the words of all of them. */

export const TOOLS_WORDS = {
  suggestions: "Suggestions",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  rated: "Thank you for the feedback.",
  privacy: "Privacy",
};

export const MENU_WORDS = {
  clear: "Clear conversation",
  sure: "Clear this conversation?",
  yes: "Clear",
  no: "Cancel",
  cleared: "Conversation cleared.",
  undo: "Undo",
  more: "More",
  copy: "Copy conversation",
  copied: "Copied.",
  download: "Download conversation",
  times: "Show times",
};

export const HANDOFF_WORDS = {
  person: "Talk to a person",
  email: "Your email address",
  agree: "A person may read this conversation and write to me.",
  passed: "Thank you. A person will write to you.",
};

/** @typedef {typeof TOOLS_WORDS & typeof MENU_WORDS & typeof HANDOFF_WORDS} Words */
