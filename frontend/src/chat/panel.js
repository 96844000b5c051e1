/** The panel: a title, what was said, and the field to say more. Loaded when the chat is opened. */

import { createComposer } from "./composer.js";
import { createDialogue } from "./dialogue.js";
import { button, CROSS, element, icon } from "./elements.js";
import { loadTexts } from "./texts.js";

/** @typedef {{ close?: () => void, answered?: () => void, markdown?: typeof import("./markdown.js"),
 *   tools?: typeof import("./tools.js"), menu?: typeof import("./menu.js") }} Around */
/** @typedef {Awaited<ReturnType<typeof createPanel>>} Panel */

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {string} lang
 * @param {import("../types").StartOptions} options
 * @param {Around & { life: AbortSignal, page: () => import("../types").PageContext | undefined }} around without `close` it stands in the page
 */
export async function createPanel(gatekeeper, lang, options, { close, answered, page, life, markdown, tools: parts, menu }) {
  const texts = await loadTexts(lang, gatekeeper);
  const name = options.title || texts.title;
  // On a phone the field would open the keyboard over the answer.
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();
  const tools = parts?.createTools(gatekeeper, texts, options, (/** @type {string} */ text) => say(text));
  const { log, below, announcer, say } = createDialogue(gatekeeper, texts, { ...options, name, rest, page, answered, markdown, tools });
  const { form, field } = createComposer(texts, say);
  const note = element("p", { class: "note", role: "status" });
  const header = element("header", {}, element("h2", {}, name));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, below, announcer, form);

  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.note : "";
  };
  for (const type of ["online", "offline"]) addEventListener(type, () => note.firstChild?.nextSibling || connection(), { signal: life }); // a question stays
  const done = () => (connection(), rest());
  gatekeeper.on("message", connection);
  connection();
  tools?.furnish(panel);
  menu?.addMenu(gatekeeper, texts, panel, note, done);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  return { element: panel, rest };
}
