/** The panel: a title, what was said, and the field to say more. */

import { createComposer } from "./composer.js";
import { createDialogue } from "./dialogue.js";
import { button, element, icon } from "./elements.js";

export const CROSS = "M6 6l12 12M18 6L6 18";
const BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";

/** @typedef {{ close?: () => void, answered?: () => void }} Around */
/** @typedef {ReturnType<typeof createPanel>} Panel */

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts} texts
 * @param {import("../types").StartOptions} options
 * @param {Around & { life: AbortSignal }} around without `close` it stands in the page
 */
export function createPanel(gatekeeper, texts, options, { close, answered, life }) {
  const name = options.title || texts.title;
  // On a phone the field would open the keyboard over the answer.
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();
  const { log, announcer, say, clear } = createDialogue(gatekeeper, texts, { ...options, name, rest, answered });
  const { form, field } = createComposer(texts, say);
  const note = element("p", { class: "note", role: "status" });
  const header = element("header", {}, element("h2", {}, name), button(icon(BIN), () => (gatekeeper.reset(), rest()), "", texts.clear));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, announcer, form);

  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.note : "";
  };
  for (const type of ["online", "offline"]) addEventListener(type, connection, { signal: life });
  connection();
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  gatekeeper.on("reset", clear);
  return { element: panel, rest };
}
