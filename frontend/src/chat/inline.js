/** Emphasis, code and links inside a line of Markdown -> nodes. */

import { destination } from "./addresses.js";
import { element } from "./elements.js";

/** @typedef {{ node: Text, mark: string, opens: boolean, closes: boolean }} Delimiter */

// In this order: an escape, code, a link in angle brackets, a bare address, a run of marks, brackets, a line break. Each
// begins at few places and reads on to its end: time grows with the text, whatever it is.
const TOKEN =
  /\\([!-/:-@[-`{-~])|(`+)|<((?:https?|mailto|tel):[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+)>|((?:https?:\/\/|www\.)[^\s<>]+|(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+\.[\w-]+(?:\.[\w-]+)*)|(\*+|_+|~~)|(!?\[)|\](?:\( *(?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))(?: +"[^"]*"| +'[^']*')? *\))?|\\?(\n)/g;

/**
 * A link that says where it leads, or undefined where it must not lead there.
 * @param {string} address
 * @param {(Node | string)[]} words
 */
function link(address, words) {
  const href = /^www\./.test(address) ? "https://" + address : /^[^\s/:]+@/.test(address) ? "mailto:" + address : address;
  const to = destination(href);
  if (!to) return undefined;
  const { host } = to;
  const made = element("a", { href: to.href }, ...words);
  if (!host) return made;
  made.target = "_blank";
  made.rel = "noopener";
  if (host !== location.host && !made.textContent?.includes(host)) made.append(element("small", {}, ` (${host})`));
  return made;
}

/** Punctuation after a bare address is the sentence's. @param {string} address */
function trimmed(address) {
  let end = address.replace(/[?!.,:;*_~'"]+$/, "");
  while (end.endsWith(")") && end.split(")").length > end.split("(").length) end = end.slice(0, -1);
  return end;
}

/** @param {string} mark @param {string} before @param {string} after  @returns {[boolean, boolean]} whether it opens, closes */
function sides(mark, before, after) {
  const space = /^\s?$/;
  const sign = /[\p{P}\p{S}]/u;
  const left = !space.test(after) && (!sign.test(after) || space.test(before) || sign.test(before));
  const right = !space.test(before) && (!sign.test(before) || space.test(after) || sign.test(after));
  if (mark[0] !== "_") return [left, right];
  return [left && (!right || sign.test(before)), right && (!left || sign.test(after))];
}

/** Pairs the marks from `start` on and makes elements of what is between. @param {Delimiter[]} marks @param {number} start */
function pair(marks, start) {
  for (let at = start; at < marks.length; at++) {
    const closer = marks[at];
    if (!closer.closes) continue;
    let from = at - 1;
    while (from >= start && !fits(marks[from], closer)) from--;
    if (from < start) continue;
    const opener = marks[from];
    const length = closer.mark[0] === "~" ? 2 : Math.min(2, opener.node.data.length, closer.node.data.length);
    const made = element(closer.mark[0] === "~" ? "del" : length > 1 ? "strong" : "em");
    while (opener.node.nextSibling !== closer.node) made.append(/** @type {Node} */ (opener.node.nextSibling));
    opener.node.after(made);
    opener.node.data = opener.node.data.slice(length);
    closer.node.data = closer.node.data.slice(length);
    const kept = opener.node.data ? from + 1 : from;
    marks.splice(kept, at - kept);
    at = kept - 1;
    if (!closer.node.data) marks.splice(kept, 1);
  }
  marks.length = Math.min(marks.length, start);
}

/** @param {Delimiter} opener @param {Delimiter} closer */
function fits(opener, closer) {
  if (!opener.opens || opener.mark[0] !== closer.mark[0]) return false;
  const both = opener.closes || closer.opens;
  return !both || (opener.mark.length + closer.mark.length) % 3 > 0 || (opener.mark.length % 3 === 0 && closer.mark.length % 3 === 0);
}

/**
 * Where a run of exactly so many backticks begins, or -1.
 * @param {string} text @param {number} from @param {number} length
 */
function endOfCode(text, from, length) {
  const run = /`+/g;
  run.lastIndex = from;
  for (let found; (found = run.exec(text)); ) if (found[0].length === length) return found.index;
  return -1;
}

/**
 * @param {string} text
 * @returns {Node[]}
 */
export function inline(text) {
  const root = element("span");
  /** @type {Delimiter[]} */
  const marks = [];
  /** @type {{ node: Text, marks: number }[]} */
  const brackets = [];
  const add = (/** @type {string} */ words) => root.append(words);
  const unclosed = new Set(); // lengths of runs of backticks that nothing closes
  let done = 0;
  TOKEN.lastIndex = 0;
  for (let found; (found = TOKEN.exec(text)); ) {
    const [whole, escaped, ticks, angle, bare, run, bracket, inAngles, plain, newline] = found;
    const before = text.slice(done, found.index);
    add(newline ? before.trimEnd() : before);
    done = TOKEN.lastIndex;
    if (escaped) add(escaped);
    else if (ticks) {
      const end = unclosed.has(ticks.length) ? -1 : endOfCode(text, done, ticks.length);
      if (end < 0) {
        unclosed.add(ticks.length);
        add(ticks);
        continue;
      }
      const code = text.slice(done, end).replaceAll("\n", " ");
      const padded = code.startsWith(" ") && code.endsWith(" ") && code.trim();
      root.append(element("code", {}, padded ? code.slice(1, -1) : code));
      done = TOKEN.lastIndex = end + ticks.length;
    } else if (newline) root.append(element("br"));
    else if (angle) root.append(link(angle, [angle]) || whole);
    else if (bare) {
      const address = trimmed(bare);
      done = TOKEN.lastIndex = found.index + address.length;
      root.append(link(address, [address]) || address);
    } else if (run) {
      const [opens, closes] = sides(run, text[found.index - 1] || "", text[done] || "");
      const node = new Text(run);
      root.append(node);
      if (marks.length < 500) marks.push({ node, mark: run, opens, closes });
    } else if (bracket) {
      const node = new Text(bracket);
      root.append(node);
      if (brackets.length < 100) brackets.push({ node, marks: marks.length });
    } else {
      const opener = brackets.pop();
      const address = inAngles ?? plain;
      const made = opener && address !== undefined && link(address, []);
      if (!opener || !made) {
        add("]");
        done = TOKEN.lastIndex = found.index + 1;
        continue;
      }
      pair(marks, opener.marks);
      while (opener.node.nextSibling) made.prepend(/** @type {Node} */ (root.lastChild));
      brackets.length = 0; // no link in a link
      opener.node.replaceWith(made);
    }
  }
  add(text.slice(done));
  pair(marks, 0);
  root.normalize();
  return [...root.childNodes];
}
