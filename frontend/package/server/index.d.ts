/** Lets your own assistant teach the gatekeeper: marks in its replies, and receipts of its calls. */

import type { Awaiting, LearningInstruction } from "../gatekeeper.js";

/** Add it to the system message. */
export const LINE: string;
/** What LINE adds to the input of each call, in tokens of o200k. */
export const LINE_TOKENS: number;

/** Takes a reply piece by piece and gives back the text that can be no part of a mark. */
export class Marks {
  /** Marks and the words behind them: what the reply wrote for the product. */
  count: number;
  /** Returns the text that is certain now. */
  hear(piece: string): string;
  /** Returns what is left of the text. Call it once, when the reply has ended. */
  finish(): string;
  /** The text so far. */
  get text(): string;
  /** What the finished reply waits for. */
  get awaiting(): "nothing" | "more" | "unknown";
  /** What the visitor's message was, where the reply says so beyond doubt. */
  get act(): string | null;
}

/** Tokens as your provider counted them. `cached` are among the input's. */
export interface Usage {
  input: number;
  output: number;
  cached?: number;
  reasoning?: number;
}

/** What a receipt needs beside the reply. `id` and `visitor` come from the gatekeeper. */
export interface ReceiptParts {
  id: string;
  visitor: string;
  model: string;
  usage: Usage;
  base_url?: string;
  milliseconds?: number;
}

export interface Receipt extends ReceiptParts {
  message: string;
  awaiting: Awaiting;
  added: { input: number; output: number };
  learningInstruction?: LearningInstruction;
}

/** The reply to one message of a visitor, and what it teaches. */
export class Reply extends Marks {
  /** `awaiting` is what the conversation waited for, as the gatekeeper says. */
  constructor(message: string, awaiting?: Awaiting);
  /** Returns the answer as the gatekeeper's `respond` takes it. Call `finish` before. */
  json(): { userResponse: string; awaiting: Awaiting; learningInstruction?: LearningInstruction };
  /** Returns the receipt of this reply. */
  receipt(parts: ReceiptParts): Receipt;
}

/**
 * Sends up to 100 receipts. An id is counted once, so a failed call may be sent again. Rejects when it fails.
 * `refused` says why a lesson teaches nothing, by receipt id.
 */
export function sendReceipts(
  host: string,
  secretKey: string,
  ...receipts: Receipt[]
): Promise<{ recorded: number; refused: Record<string, string> }>;
