/** What was said, and what is being said: asks the gatekeeper and shows its answers. */

import { button, element } from "./elements.js";
import { inWords } from "./texts.js";
import { addTurn } from "./turn.js";

/** @typedef {import("../types").RuleVersion} RuleVersion */
/** @typedef {{ mine?: boolean, text: string, at?: number, message?: string, rule?: RuleVersion, id?: string, options?: string[], helpful?: boolean }} Turn */
/** @typedef {{ id?: string, rejects?: RuleVersion }} Again */

const PACE_MS = 400; // an answer in no time looks like an error
const KEPT_TURNS = 100;

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts} texts
 * @param {{ name: string, greeting?: string, mark?: string, rest: () => void, page: () => import("../types").PageContext | undefined, answered?: () => void,
 *   markdown?: typeof import("./markdown.js"), tools?: import("./tools.js").Tools }} around `rest` puts the focus where
 *   the keyboard goes next
 */
export function createDialogue(gatekeeper, texts, { name, greeting, mark = "", rest, page, answered, markdown, tools }) {
  /** @type {Turn[]} */
  let turns = [];
  let queue = Promise.resolve(); // one answer at a time, in the order of the questions
  let control = new AbortController();
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  let atEnd = true; // a visitor who reads above stays there, whatever comes below
  const stick = () => {
    if (atEnd) log.scrollTop = log.scrollHeight;
    below.hidden = atEnd;
  };
  /** The end stays in sight, and the focus stays in the panel when what has it goes. @param {() => void} change */
  const update = (change) => {
    const focused = log.querySelector(":focus");
    change();
    if (focused?.checkVisibility() === false) rest();
    stick();
  };
  const below = button(texts.below + " ↓", () => ((atEnd = true), stick(), rest()), "below");
  below.hidden = true;
  let top = 0;
  log.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = log;
    const up = scrollTop < top; // a log that shrinks, above the keyboard, also scrolls, and down
    top = scrollTop;
    atEnd = scrollHeight - scrollTop - clientHeight < 80 || (atEnd && !up);
    below.hidden ||= atEnd;
  });
  // The keyboard, a growing field or a note takes room: the last words stay in sight.
  new ResizeObserver(stick).observe(log);
  const announcer = element("p", { class: "said", role: "status" });

  /** @param {Turn} turn */
  const remember = (turn) => {
    turn.at = Date.now();
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.tab.set("transcript", turns);
    return turn;
  };

  /** @param {string} message @param {Again} [again] */
  const enqueue = (message, again = {}) => (queue = queue.then(() => answer(message, again)));

  /** @param {string} label @param {string} message @param {Again} again */
  const another = (label, message, again) =>
    button(label, () => (rest(), again.rejects && gatekeeper.bus.emit("rejected", again.rejects), enqueue(message, again)), "once");

  /** What stands under a local answer. @param {string | undefined} message @param {RuleVersion | undefined} rule */
  const under = (message, rule) => (message && rule ? [mark, another(texts.instead, message, { rejects: rule })] : []);

  /** @param {Turn} turn */
  const show = (turn) => {
    const { mine, text, message, rule } = turn;
    const view = addTurn(log, update, mine ? texts.you : texts.assistant, mine ? null : markdown);
    view.write(text);
    view.offer(...under(message, rule));
    tools?.shown(view.turn, turn);
  };

  /** @param {string} message @param {Again} again */
  const answer = async (message, again) => {
    const view = addTurn(log, update, texts.assistant, markdown);
    const { signal } = (control = new AbortController());
    const stop = button(texts.stop, () => (rest(), control.abort()), "");
    const onWait = () => view.offer((announcer.textContent = texts.waiting), stop);
    view.offer(stop);
    try {
      const answer = await gatekeeper.ask(message, { ...again, signal, onWait, onDelta: view.write, page: page() });
      const { userResponse: text, rule, id, options } = answer;
      if (rule) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      if (rule) gatekeeper.bus.emit("local", answer);
      view.write(text);
      view.offer(...under(message, rule));
      tools?.shown(view.turn, remember({ text, message, rule, id, options }));
      stick();
      announcer.textContent = [view.said(), ...(options || [])].join("; "); // once, whole: not word by word
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
    atEnd = true;
    turns = (gatekeeper.tab.get("transcript", []) || []).filter((/** @type {Turn} */ turn) => turn?.text);
    if (greeting) show({ text: greeting });
    turns.forEach(show);
    tools?.began(log);
  };

  const takeUp = () => {
    begin();
    for (const { id, message, accepted } of gatekeeper.pending()) accepted && enqueue(message, { id });
  };
  takeUp();
  gatekeeper.on("reset", begin); // the gatekeeper has forgotten the transcript
  gatekeeper.on("restore", takeUp);
  // A moment later: what a region holds when it comes into the page is not read out.
  setTimeout(() => turns.length || (announcer.textContent = greeting || ""), 1000);

  return {
    log,
    below,
    announcer,
    /** @param {string} text */
    say(text) {
      atEnd = true;
      gatekeeper.bus.emit("message", { text });
      show({ mine: true, text });
      remember({ mine: true, text });
      enqueue(text);
    },
  };
}
