/**
 * Lets your own assistant teach the gatekeeper: marks in its replies, and receipts of its calls. No dependencies;
 * Node 18, Deno, Bun and workers. Marks are read exactly as the product reads its teacher's.
 */

const MARK = "¤";
/** Add it to the system message. */
export const LINE = `End replies that ask nothing or only offer more help with ¤.
If the visitor's last message is pure small talk, end with what it was instead: ¤hi (greeting), ¤thanks, ¤bye (also "no, that's all"), ¤ok (acknowledgement), ¤nice (praise) or ¤haha. Not if it also holds a question, wish, complaint, name or "but", or answers a question of yours.`;
/** Of LINE in o200k: what it adds to the input of each call. */
export const LINE_TOKENS = 99;

const CODES = { hi: "greeting", thanks: "thanks", bye: "farewell", ok: "acknowledgement", nice: "compliment", haha: "laughter" };
const ACTS = new Map([...Object.entries(CODES), ...Object.values(CODES).map((act) => [act, act])]);
const WORDS = [...ACTS.keys(), "more"];
const KNOWN = [...WORDS].sort((a, b) => b.length - a.length);
const BEGUN = new Set(WORDS.flatMap((word) => Array.from(word, (_, n) => word.slice(0, n))).filter(Boolean));
const LAST = 200; // code points at the end that tell whether it asks
const PAIRS = new Map(Array.from("*_`~\"'([{<“‘«", (open, at) => [open, "*_`~\"')]}>”’»"[at]]));
const WRAPS = "*_`~\"'()[]{}<>“”‘’«»";
// What Python counts as blank and as a letter, which is not what `\s` and `\w` are here.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LETTERS = "[\\p{L}\\p{Nl}\\p{No}]+";
const WRAP = WRAPS.replace(/[[\]]/g, "\\$&");
const QUESTION = "?\u00bf\u061f\u203d\uff1f\u037e\u2753\u2754";
const HELD = new Set(WRAPS + "#•+-");
const isBlank = (unit) => new RegExp(`^[${BLANK}]$`, "u").test(unit);
const STARTING_LETTERS = new RegExp(LETTERS, "uy");
const AROUND = new RegExp(`[${BLANK}${WRAP}.,!:=…。\\-]`, "uy");
const BLANKS = new RegExp(`[${BLANK}${WRAP}:=\\-]*`, "uy");
const MARK_AND_WORD = new RegExp(`${MARK}(?:[:=_\\-]?(${LETTERS}))?`, "uy");
const WORD_AFTER = new RegExp(`${MARK}(?:[${BLANK}${WRAP}:=\\-]*(${LETTERS}))?`, "ug");
const CLOSING = new RegExp(`[${WRAP}]*`, "uy");
const ASKING = new RegExp(`[${QUESTION}][${BLANK}${WRAP}]*$`, "u");
const ALNUM = /[\p{L}\p{N}]$/u;
const STICKS = "?.,!:;…。";

/** Takes a reply piece by piece and gives back the text that can be no part of a mark. */
export class Marks {
  #held = "";
  #half = ""; // of a character that a piece cut in two
  #shown = "";
  #words = [];
  #astray = false;
  /** Marks and words behind them: what the reply wrote for the product. */
  count = 0;

  /** @param {string} piece  @returns {string} the text that is certain now */
  hear(piece) {
    const whole = this.#half + piece;
    this.#half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : "";
    this.#held += this.#half ? whole.slice(0, -1) : whole;
    let certain = "";
    let at;
    while ((at = this.#held.indexOf(MARK)) >= 0 && !isEnding(this.#held, at)) {
      const passed = this.#passMark(at);
      this.#shown += passed;
      certain += passed;
    }
    const cut = heldFrom(at >= 0 ? this.#held.slice(0, at) : this.#held);
    certain += this.#held.slice(0, cut);
    this.#shown += this.#held.slice(0, cut);
    this.#held = this.#held.slice(cut);
    return certain;
  }

  /** @returns {string} what is left of the text; call it once, when the reply has ended */
  finish() {
    this.#held += this.#half;
    const at = this.#held.indexOf(MARK);
    if (at < 0) {
      this.#shown += this.#held;
      return this.#held;
    }
    const before = this.#held.slice(0, at);
    const ending = this.#held.slice(at);
    const words = Array.from(ending.matchAll(WORD_AFTER), ([, word]) => word || "");
    this.#words = words.map((word) => word.toLowerCase());
    this.count += words.length + words.filter(Boolean).length;
    const left =
      !strip(this.#shown + before) && !isKnown(this.#words[0])
        ? words[0]
        : closed(this.#shown + before, ending).slice(this.#shown.length);
    this.#shown += left;
    return left;
  }

  /** The text so far. */
  get text() {
    return this.#shown;
  }

  /** What the finished reply waits for. @returns {"nothing" | "more" | "unknown"} */
  get awaiting() {
    if (!this.#words.length || this.#astray || !this.#words.every(isKnown)) return "unknown";
    return this.#words.includes("more") || ASKING.test(lastOf(this.#shown)) ? "more" : "nothing";
  }

  /** What the visitor's message was, where the reply says so beyond doubt. @returns {string | null} */
  get act() {
    const acts = new Set(this.#words.map((word) => ACTS.get(word)).filter(Boolean));
    return acts.size === 1 && this.awaiting !== "unknown" ? [...acts][0] : null;
  }

  #passMark(at) {
    this.#astray = true;
    let before = this.#held.slice(0, at);
    const [found, said] = matchAt(MARK_AND_WORD, this.#held, at);
    let end = at + found.length;
    const word = (said || "").toLowerCase();
    this.count += word ? 2 : 1;
    if (!strip(this.#shown + before) && !isKnown(word)) end = at + MARK.length;
    const wrapped = pairs(before, this.#held.slice(end));
    before = before.slice(0, before.length - wrapped);
    const after = this.#held.slice(end + wrapped);
    const text = stripEnd(before);
    this.#held = stripStart(after);
    const gaps = [before.slice(text.length), after.slice(0, after.length - this.#held.length)];
    const lines = gaps.map((gap) => gap.split("\n").length);
    const second = lines[1] - lines[0] || gaps[1].length - gaps[0].length;
    const sticks = !this.#held || STICKS.includes(this.#held[0]);
    return text + (sticks || !(this.#shown + text) ? "" : gaps[second > 0 ? 1 : 0]);
  }
}

/** The reply to one message of a visitor, and what it teaches. */
export class Reply extends Marks {
  #message;
  #asked;

  /** @param {string} message  @param {string} [awaiting] what the conversation waited for, as the gatekeeper says */
  constructor(message, awaiting = "unknown") {
    super();
    this.#message = strip(message);
    this.#asked = awaiting;
  }

  /** The answer as the gatekeeper's `respond` takes it. Call `finish` before. */
  json() {
    const userResponse = strip(this.text);
    const fits = [...this.#message].length <= 120 && [...userResponse].length <= 500;
    const answer = { userResponse, awaiting: this.awaiting };
    if (!this.act || !["nothing", "more"].includes(this.#asked) || !this.#message || !userResponse || !fits) return answer;
    const lesson = { command: "LEARN_SIMPLE_PHRASE", query: this.#message, response: userResponse, act: this.act, variants: [] };
    return { ...answer, learningInstruction: lesson };
  }

  /** The receipt of this reply. `id` and `visitor` come from the gatekeeper, `usage` from your provider. */
  receipt({ usage, ...more }) {
    const { learningInstruction } = this.json();
    const added = { input: Math.min(LINE_TOKENS, usage.input), output: Math.min(this.count, usage.output) };
    const message = learningInstruction ? this.#message : "";
    return { message, awaiting: this.#asked, usage, added, ...(learningInstruction && { learningInstruction }), ...more };
  }
}

/** Sends up to 100 receipts; an id is counted once, so a failed call may be sent again. Rejects when it fails. */
export async function sendReceipts(host, secretKey, ...receipts) {
  const response = await fetch(`${host}/api/v1/manage/receipts`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
    body: JSON.stringify({ receipts }),
  });
  if (!response.ok) throw new Error(`receipts: ${response.status} ${await response.text()}`);
  return response.json();
}

const isKnown = (word) => !word || WORDS.includes(word);
const stripStart = (text) => text.replace(new RegExp(`^[${BLANK}]+`, "u"), "");
const strip = (text) => stripStart(stripEnd(text));

function stripEnd(text) {
  let at = text.length;
  while (at && isBlank(text[at - 1])) at -= 1;
  return text.slice(0, at);
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where the last 200 code points begin. */
function startOfLast(text) {
  let at = text.length;
  for (let left = LAST; left && at; left -= 1) at -= /[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 2), at)) ? 2 : 1;
  return at;
}
const lastOf = (text) => text.slice(startOfLast(text));

/** Whether all from here on can still be the end of a reply. */
function isEnding(text, at) {
  while (at < text.length) {
    if (text[at] !== MARK) {
      if (!matchAt(AROUND, text, at)) return false;
      at += 1;
      continue;
    }
    at += 1;
    const touching = matchAt(STARTING_LETTERS, text, at + (":=_-".includes(text[at] || " ") ? 1 : 0));
    at = touching ? touching.index + touching[0].length : afterWord(text, at);
  }
  return true;
}

/** The end of a known or begun word that does not touch its mark, else the place itself. */
function afterWord(text, at) {
  const start = at + matchAt(BLANKS, text, at)[0].length;
  const known = KNOWN.find((word) => text.startsWith(word, start) && !matchAt(STARTING_LETTERS, text, start + word.length));
  if (known) return start + known.length;
  return BEGUN.has(text.slice(start)) ? text.length : at;
}

function heldFrom(text) {
  let at = text.length;
  while (at && (isBlank(text[at - 1]) || HELD.has(text[at - 1]))) at -= 1;
  return at;
}

function pairs(before, after) {
  let count = 0;
  while (count < before.length && count < after.length && PAIRS.get(before[before.length - 1 - count]) === after[count]) count += 1;
  return count;
}

const count = (text, part) => text.split(part).length - 1;

/** The text before the marks, with what of their surroundings belongs to it. */
function closed(before, ending) {
  const [[found]] = ending.matchAll(WORD_AFTER); // `exec` would leave its place behind for the next
  const rest = ending.slice(found.length);
  const wrapped = pairs(before, rest);
  let text = stripEnd(before.slice(0, before.length - wrapped));
  const from = startOfLast(text);
  const begin = from ? "\\n" : "(?:^|\\n)";
  const lone = new RegExp(`${begin}[ \\t]*(?:([\`~*_]+)|[>#•+\\-]+)[ \\t]*$`, "u").exec(text.slice(from));
  if (lone && !(lone[1] && count(text, lone[1]) % 2 === 0)) text = stripEnd(text.slice(0, from + lone.index));
  const stop = /[.!…。]/.exec(rest);
  if (stop && ALNUM.test(text)) text += stop[0];
  const kept = matchAt(CLOSING, rest, wrapped)?.[0];
  return kept && count(text, kept) % 2 ? text + kept : text;
}
