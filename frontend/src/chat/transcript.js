/** The conversation for the visitor to keep, and when each thing was said. */

import { button } from "./elements.js";

/** @typedef {import("./dialogue.js").Turn} Turn */

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts & typeof import("./words.js").MENU_WORDS} words
 * @param {HTMLElement} note tells what was done
 * @param {HTMLElement} panel
 * @returns {HTMLElement[]} what can be done
 */
export function copies({ tab }, words, note, panel) {
  const text = () =>
    /** @type {Turn[]} */ (tab.get("transcript", []) || [])
      .map(({ mine, text, at }) => `${mine ? words.you : words.assistant}${at ? ` (${new Date(at).toLocaleString()})` : ""}:\n${text}\n`)
      .join("\n");

  const copy = async () => {
    await navigator.clipboard.writeText(text());
    note.textContent = words.copied;
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain;charset=utf-8" }));
    link.download = "chat.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const times = button(words.times, () => {
    times.ariaPressed = String(panel.classList.toggle("timed"));
  }, "");
  times.ariaPressed = "false";
  // Only pages over https may copy.
  const copying = navigator.clipboard ? [button(words.copy, () => copy().catch(console.error), "")] : [];
  return [...copying, button(words.download, download, ""), times];
}
