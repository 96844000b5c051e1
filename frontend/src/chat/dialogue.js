/** What was said, and what is being said: asks the gatekeeper and shows its answers. */

import { button, element } from "./elements.js";
import { inWords } from "./texts.js";
import { addTurn } from "./turn.js";

/** @typedef {import("../types").RuleVersion} RuleVersion */
/** @typedef {{ mine?: boolean, text: string, message?: string, rule?: RuleVersion }} Turn */
/** @typedef {{ id?: string, rejects?: RuleVersion }} Again */

const PACE_MS = 400; // an answer in no time looks like an error
const KEPT_TURNS = 100;

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts} texts
 * @param {{ name: string, greeting?: string, mark?: string, rest: () => void, answered?: () => void }} around `rest` puts the
 *   focus where the keyboard goes next
 */
export function createDialogue(gatekeeper, texts, { name, greeting, mark = "", rest, answered }) {
  /** @type {Turn[]} */
  let turns = [];
  let queue = Promise.resolve(); // one answer at a time, in the order of the questions
  let control = new AbortController();
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  // The keyboard, a growing field or a note takes room: the last words stay in sight.
  new ResizeObserver(() => (log.scrollTop = log.scrollHeight)).observe(log);
  const announcer = element("p", { class: "said", role: "status" });

  /** @param {Turn} turn */
  const remember = (turn) => {
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.tab.set("transcript", turns);
  };

  /** @param {string} message @param {Again} [again] */
  const enqueue = (message, again = {}) => (queue = queue.then(() => answer(message, again)));

  /** @param {string} label @param {string} message @param {Again} again */
  const another = (label, message, again) => button(label, () => (rest(), enqueue(message, again)), "once");

  /** What stands under a local answer. @param {string | undefined} message @param {RuleVersion | undefined} rule */
  const under = (message, rule) => (message && rule ? [mark, another(texts.instead, message, { rejects: rule })] : []);

  /** @param {Turn} turn */
  const show = ({ mine, text, message, rule }) => {
    const view = addTurn(log, mine ? texts.you : texts.assistant, mine);
    view.write(text);
    view.offer(...under(message, rule));
  };

  /** @param {string} message @param {Again} again */
  const answer = async (message, again) => {
    const view = addTurn(log, texts.assistant);
    const { signal } = (control = new AbortController());
    view.offer(button(texts.stop, () => (rest(), control.abort()), ""));
    try {
      const { userResponse: text, rule } = await gatekeeper.ask(message, { ...again, signal, onDelta: view.write });
      if (rule) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      view.write(text);
      view.offer(...under(message, rule));
      remember({ text, message, rule });
      announcer.textContent = text; // once, whole: not word by word
      answered?.();
    } catch (error) {
      const failure = /** @type {import("../types").Failure} */ (error);
      const words = (announcer.textContent = inWords(texts, failure));
      view.blank();
      view.offer(element("span", { class: "bad" }, words), another(texts.retry, message, { ...again, id: failure.id }));
    }
  };

  const begin = () => {
    control.abort();
    log.replaceChildren();
    turns = (gatekeeper.tab.get("transcript", []) || []).filter((/** @type {Turn} */ turn) => turn?.text);
    if (greeting) show({ text: greeting });
    turns.forEach(show);
  };

  begin();
  for (const { id, message, accepted } of gatekeeper.pending()) accepted && enqueue(message, { id });

  return {
    log,
    announcer,
    /** @param {string} text */
    say(text) {
      show({ mine: true, text });
      remember({ mine: true, text });
      enqueue(text);
    },
    clear: begin, // the gatekeeper has forgotten the transcript
  };
}
