/** Reads server-sent events with fetch, so that a stream can be resumed, stopped and given up. */

import { refusal } from "./failure.js";

const SILENCE_MS = 20_000; // the server sends a heartbeat every 15 s: more silence means a buffer or a dead line

/** @typedef {{ id: string, kind: string, data: any }} ServerEvent */

/**
 * @param {string} block the lines of one event
 * @returns {ServerEvent | null} null for a comment
 */
function parseBlock(block) {
  const event = { id: "", kind: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) || [];
    if (name === "id") event.id = value;
    if (name === "event") event.kind = value;
    if (name === "data") event.data += (event.data && "\n") + value;
  }
  return event.data ? { ...event, data: JSON.parse(event.data) } : null;
}

/**
 * @param {string} address
 * @param {AbortSignal} signal of this message
 * @returns {AsyncGenerator<ServerEvent>} ends when the server closes; throws `refusal` for an
 *   answer that is not a success, and whatever fetch throws when the line breaks or stays silent
 */
export async function* readEvents(address, signal) {
  const control = new AbortController();
  const giveUp = () => control.abort();
  signal.addEventListener("abort", giveUp);
  let timer = setTimeout(giveUp, SILENCE_MS);
  try {
    const response = await fetch(address, { signal: control.signal, cache: "no-store", credentials: "omit" });
    if (!response.ok || !response.body) throw await refusal(response);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let buffer = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
      buffer += decoder.decode(value, { stream: true }).replaceAll("\r", "");
      const blocks = buffer.split("\n\n");
      buffer = /** @type {string} */ (blocks.pop()); // the last one has not ended yet
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    clearTimeout(timer);
    giveUp();
  }
}
