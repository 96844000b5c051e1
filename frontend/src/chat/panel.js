/** The panel: what was said, and the field to say more. */

import { button, element, icon } from "./elements.js";
import { inWords } from "./texts.js";
import { addTurn } from "./turn.js";

/** @typedef {import("../types").RuleVersion} RuleVersion */
/** @typedef {{ mine?: boolean, text: string, message?: string, rule?: RuleVersion }} Turn */
/** @typedef {{ id?: string, rejects?: RuleVersion }} Again */

export const CROSS = "M6 6l12 12M18 6L6 18";
const BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
const ARROW = "M12 19V5M6 11l6-6 6 6";
const PACE_MS = 400; // an answer in no time looks like an error
const KEPT_TURNS = 100;

/** @typedef {{ close?: () => void, answered?: () => void }} Around */
/** @typedef {ReturnType<typeof createPanel>} Panel */

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts} texts
 * @param {import("../types").StartOptions} options
 * @param {Around & { life: AbortSignal }} around without `close` it stands in the page
 */
export function createPanel(gatekeeper, texts, options, { close, answered, life }) {
  /** @type {Turn[]} */
  let turns = [];
  let queue = Promise.resolve();
  const name = options.title || texts.title;
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  const announcer = element("p", { class: "said", role: "status" });
  const note = element("p", { class: "note", role: "status" });
  const field = element("textarea", { rows: "1", "aria-label": texts.placeholder, placeholder: texts.placeholder });
  const form = element("form", {}, field, element("button", { class: "send", "aria-label": texts.send }, icon(ARROW)));
  const header = element("header", {}, element("h2", {}, name), button(icon(BIN), () => gatekeeper.reset(), "", texts.clear));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, announcer, form);

  /** Where the keyboard goes next; on a phone the field would open the keyboard over the answer. */
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();

  /** @param {Turn} turn */
  const remember = (turn) => {
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.keep("transcript", turns);
  };

  /** @param {string} label @param {string} message @param {Again} again */
  const another = (label, message, again) => button(label, () => (rest(), enqueue(message, again)), "once");

  /** @param {Turn} turn */
  const show = ({ mine, text, message, rule }) => {
    const view = addTurn(log, mine ? texts.you : texts.assistant, mine);
    view.write(text);
    if (message && rule) view.offer(another(texts.instead, message, { rejects: rule }));
  };

  /** @param {string} message @param {Again} again */
  const answer = async (message, again) => {
    const view = addTurn(log, texts.assistant);
    const control = new AbortController();
    view.wait();
    view.offer(button(texts.stop, () => (rest(), control.abort()), ""));
    try {
      const said = await gatekeeper.ask(message, { ...again, signal: control.signal, onDelta: view.write });
      const { userResponse: text, source, rule } = said;
      if (source === "local") await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      view.write(text);
      view.offer(...(rule ? [another(texts.instead, message, { rejects: rule })] : []));
      remember({ text, message, rule });
      announcer.textContent = text; // once, whole: not word by word
      answered?.();
    } catch (error) {
      const failure = /** @type {import("../types").Failure} */ (error);
      const words = inWords(texts, failure);
      view.blank();
      view.offer(element("span", { class: "bad" }, words), another(texts.retry, message, { ...again, id: failure.id }));
      announcer.textContent = words;
    }
  };

  /** One answer at a time, in the order of the questions. @param {string} message @param {Again} [again] */
  const enqueue = (message, again = {}) => (queue = queue.then(() => answer(message, again)));

  const submit = () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    grow();
    show({ mine: true, text });
    remember({ mine: true, text });
    enqueue(text);
  };

  const grow = () => {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + "px";
  };

  const begin = () => {
    log.replaceChildren();
    turns = (gatekeeper.kept("transcript", []) || []).filter((/** @type {Turn} */ turn) => turn?.text);
    if (options.greeting) show({ text: options.greeting });
    turns.forEach(show);
  };

  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.offline : "";
    log.scrollTop = log.scrollHeight;
  };

  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    // While composing, Enter picks a candidate; 229 is how some browsers say so.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  addEventListener("online", connection, { signal: life });
  addEventListener("offline", connection, { signal: life });
  gatekeeper.on("reset", () => {
    gatekeeper.keep("transcript", []);
    begin();
    rest();
  });
  connection();
  begin();
  for (const { id, message } of gatekeeper.pending().filter((each) => each.accepted)) enqueue(message, { id });

  return { element: panel, name, rest };
}
