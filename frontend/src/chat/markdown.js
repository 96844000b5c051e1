/**
 * Markdown as assistants write it -> elements. Loaded when the chat is opened.
 *
 * Elements are made one by one and no markup is parsed, so whatever an answer contains, it is text, or one of the
 * elements below. What is not supported stays as it was written: HTML, references, images (which become links).
 */

import { element } from "./elements.js";
import { inline } from "./inline.js";

const LONGEST = 30_000; // characters; more is shown as it is
const DEEPEST = 6; // quotes and lists in each other

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const HEADING = /^ {0,3}#{1,6}(?= |$)/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])( +(?=\S)|$)/;
const ROW_OF_DASHES = /^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *\|?)? *$/;

/** @typedef {{ source: string, node: HTMLElement }} Block */

/** @param {string} line  @returns {string[]} */
const cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));

/** Whether a paragraph ends before this line. @param {string} line */
const begins = (line) => !line.trim() || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

/** @param {"td" | "th"} kind @param {string} line @param {string[]} dashes with a colon at the side that the column keeps to */
const row = (kind, line, dashes) => {
  const texts = cells(line);
  return element("tr", {}, ...dashes.map((side, at) => element(kind, { "data-side": side }, ...inline(texts[at] || ""))));
};

/**
 * Takes one block off the lines.
 * @param {string[]} lines the first is not blank
 * @param {number} depth
 * @returns {HTMLElement}
 */
function take(lines, depth) {
  const [first] = lines;
  const fence = FENCE.exec(first);
  if (fence) {
    const end = lines.findIndex((line, at) => at > 0 && line.trim().startsWith(fence[1]) && !line.trim().replaceAll(fence[1][0], ""));
    const code = lines.splice(0, end < 0 ? lines.length : end + 1).slice(1, end < 0 ? undefined : -1);
    return element("pre", { tabindex: "0" }, element("code", {}, code.join("\n")));
  }
  if (HEADING.test(first)) {
    lines.shift();
    const words = first.replace(HEADING, "").trim().replace(/(^| )#{1,9}$/, "");
    return element("p", {}, element("strong", {}, ...inline(words.trim())));
  }
  if (RULE.test(first)) return lines.shift(), element("hr");
  if (QUOTE.test(first) && depth < DEEPEST) {
    const quoted = [];
    while (lines.length && (QUOTE.test(lines[0]) || !begins(lines[0]))) quoted.push(/** @type {string} */ (lines.shift()).replace(QUOTE, ""));
    return element("blockquote", {}, ...blocks(quoted, depth + 1));
  }
  if (ITEM.test(first) && depth < DEEPEST) return takeList(lines, depth);
  if (first.includes("|") && ROW_OF_DASHES.test(lines[1] || "") && cells(first).length === cells(lines[1]).length) {
    const dashes = cells(lines[1]);
    const rows = [row("th", first, dashes)];
    lines.splice(0, 2);
    while (lines.length && lines[0].includes("|")) rows.push(row("td", /** @type {string} */ (lines.shift()), dashes));
    return element("div", { class: "table", tabindex: "0" }, element("table", {}, ...rows));
  }
  const paragraph = [lines.shift()];
  while (lines.length && !begins(lines[0])) paragraph.push(lines.shift());
  return element("p", { dir: "auto" }, ...inline(paragraph.join("\n").trim()));
}

/** @param {string[]} lines the first begins an item @param {number} depth */
function takeList(lines, depth) {
  const number = ITEM.exec(lines[0])?.[2];
  const list = number === undefined ? element("ul") : element("ol", { start: String(Number(number)) });
  let found;
  while (lines.length && (found = ITEM.exec(lines[0])) && (found[2] === undefined) === (number === undefined) && !RULE.test(lines[0])) {
    const width = found[0].length;
    const content = [/** @type {string} */ (lines.shift()).slice(width)];
    while (lines.length) {
      const inset = lines[0].search(/\S|$/);
      const blank = !lines[0].trim();
      if (blank ? !/^ {2,}\S|^ *(?:[-*+]|\d+[.)]) /.test(lines[1] || "") : inset < 2 && begins(lines[0])) break;
      if (!blank && inset < 2 && !content.at(-1)?.trim()) break; // a paragraph after the list
      content.push(/** @type {string} */ (lines.shift()).slice(Math.min(inset, width)));
    }
    const inside = blocks(content, depth + 1);
    const [lead, ...rest] = inside;
    // The first paragraph of an item needs no space around it.
    list.append(element("li", { dir: "auto" }, ...(lead?.tagName === "P" ? [...lead.childNodes, ...rest] : inside)));
    while (lines.length && !lines[0].trim() && ITEM.test(lines[1] || "")) lines.shift();
  }
  return list;
}

/** @param {string[]} lines @param {number} [depth]  @returns {HTMLElement[]} */
function blocks(lines, depth = 0) {
  const made = [];
  while (lines.length) {
    if (lines[0].trim()) made.push(take(lines, depth));
    else lines.shift();
  }
  return made;
}

/**
 * Shows a text that grows: only what changed is made again, so nothing flickers and selections stay.
 * @param {HTMLElement} place
 * @returns {(text: string) => void}
 */
export function createWriter(place) {
  /** @type {Block[]} */
  let shown = [];
  return (text) => {
    const lines = text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n");
    if (text.length > LONGEST) {
      shown = [];
      return place.replaceChildren(text);
    }
    /** @type {Block[]} */
    const next = [];
    const all = lines.slice();
    while (lines.length) {
      if (!lines[0].trim() && lines.shift() !== undefined) continue;
      const start = all.length - lines.length;
      const node = take(lines, 0);
      const source = all.slice(start, all.length - lines.length).join("\n");
      const old = shown[next.length];
      next.push(old?.source === source ? old : { source, node });
    }
    next.forEach((block, at) => shown[at] !== block && (shown[at] ? shown[at].node.replaceWith(block.node) : place.append(block.node)));
    for (const { node } of shown.slice(next.length)) node.remove();
    shown = next;
  };
}
