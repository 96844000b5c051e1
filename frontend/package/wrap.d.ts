/** The gatekeeper in front of chats that people install from npm. */

import type { Gatekeeper, WrapOptions } from "./gatekeeper.js";

/** Where a chat has its parts, as CSS selectors. */
export interface Parts {
  /** What is around the field. */
  target: string;
  /** Where people write. */
  field: string;
  /** What they press to send, where that does not submit a form. */
  button?: string;
}

export type Preset = "ai-sdk" | "assistant-ui" | "chatscope" | "copilotkit" | "deep-chat";

export const presets: Record<Preset, Parts>;

/** Shows a local answer in the chat: the message was not sent. */
export type Answered = WrapOptions["answered"];

/**
 * Stands in front of a chat, also of one that is drawn later, is drawn again, or lives in an open shadow root.
 * `{ ...presets.chatscope, button: "#send" }` changes one part. Returns a function that undoes it.
 */
export function wrapChat(gatekeeper: Gatekeeper, chat: Preset | Parts, answered: Answered): () => void;
