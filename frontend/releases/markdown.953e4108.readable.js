// src/chat/elements.js
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}

// src/chat/addresses.js
var SCHEMES = ["http:", "https:", "mailto:", "tel:"];
function destination(address) {
  if (!URL.canParse(address, location.href)) return void 0;
  const url = new URL(address, location.href);
  return SCHEMES.includes(url.protocol) ? url : void 0;
}

// src/chat/inline.js
var TOKEN = /\\([!-/:-@[-`{-~])|(`+)|<((?:https?|mailto|tel):[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+)>|((?:https?:\/\/|www\.)[^\s<>]+|(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+\.[\w-]+(?:\.[\w-]+)*)|(\*+|_+|~~)|(!?\[)|\](?:\( *(?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))(?: +"[^"]*"| +'[^']*')? *\))?|\\?(\n)/g;
function link(address, words) {
  const href = /^www\./.test(address) ? "https://" + address : /^[^\s/:]+@/.test(address) ? "mailto:" + address : address;
  const to = destination(href);
  if (!to) return void 0;
  const { host } = to;
  const made = element("a", { href: to.href }, ...words);
  if (!host) return made;
  made.target = "_blank";
  made.rel = "noopener";
  if (host !== location.host && !made.textContent?.includes(host)) made.append(element("small", {}, ` (${host})`));
  return made;
}
function trimmed(address) {
  let end = address.replace(/[?!.,:;*_~'"]+$/, "");
  while (end.endsWith(")") && end.split(")").length > end.split("(").length) end = end.slice(0, -1);
  return end;
}
function sides(mark, before, after) {
  const space = /^\s?$/;
  const sign = /[\p{P}\p{S}]/u;
  const left = !space.test(after) && (!sign.test(after) || space.test(before) || sign.test(before));
  const right = !space.test(before) && (!sign.test(before) || space.test(after) || sign.test(after));
  if (mark[0] !== "_") return [left, right];
  return [left && (!right || sign.test(before)), right && (!left || sign.test(after))];
}
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
    while (opener.node.nextSibling !== closer.node) made.append(
      /** @type {Node} */
      opener.node.nextSibling
    );
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
function fits(opener, closer) {
  if (!opener.opens || opener.mark[0] !== closer.mark[0]) return false;
  const both = opener.closes || closer.opens;
  return !both || (opener.mark.length + closer.mark.length) % 3 > 0 || opener.mark.length % 3 === 0 && closer.mark.length % 3 === 0;
}
function endOfCode(text, from, length) {
  const run = /`+/g;
  run.lastIndex = from;
  for (let found; found = run.exec(text); ) if (found[0].length === length) return found.index;
  return -1;
}
function inline(text) {
  const root = element("span");
  const marks = [];
  const brackets = [];
  const add = (words) => root.append(words);
  const unclosed = /* @__PURE__ */ new Set();
  let done = 0;
  TOKEN.lastIndex = 0;
  for (let found; found = TOKEN.exec(text); ) {
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
      const made = opener && address !== void 0 && link(address, []);
      if (!opener || !made) {
        add("]");
        done = TOKEN.lastIndex = found.index + 1;
        continue;
      }
      pair(marks, opener.marks);
      while (opener.node.nextSibling) made.prepend(
        /** @type {Node} */
        root.lastChild
      );
      brackets.length = 0;
      opener.node.replaceWith(made);
    }
  }
  add(text.slice(done));
  pair(marks, 0);
  root.normalize();
  return [...root.childNodes];
}

// src/chat/markdown.js
var LONGEST = 3e4;
var DEEPEST = 6;
var FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
var HEADING = /^ {0,3}#{1,6}(?= |$)/;
var RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
var QUOTE = /^ {0,3}> ?/;
var ITEM = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])( +(?=\S)|$)/;
var ROW_OF_DASHES = /^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *\|?)? *$/;
var cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));
var begins = (line) => !line.trim() || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);
var row = (kind, line, dashes) => {
  const texts = cells(line);
  return element("tr", {}, ...dashes.map((side, at) => element(kind, { "data-side": side }, ...inline(texts[at] || ""))));
};
function take(lines, depth) {
  const [first] = lines;
  const fence = FENCE.exec(first);
  if (fence) {
    const end = lines.findIndex((line, at) => at > 0 && line.trim().startsWith(fence[1]) && !line.trim().replaceAll(fence[1][0], ""));
    const code = lines.splice(0, end < 0 ? lines.length : end + 1).slice(1, end < 0 ? void 0 : -1);
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
    while (lines.length && (QUOTE.test(lines[0]) || !begins(lines[0]))) quoted.push(
      /** @type {string} */
      lines.shift().replace(QUOTE, "")
    );
    return element("blockquote", {}, ...blocks(quoted, depth + 1));
  }
  if (ITEM.test(first) && depth < DEEPEST) return takeList(lines, depth);
  if (first.includes("|") && ROW_OF_DASHES.test(lines[1] || "") && cells(first).length === cells(lines[1]).length) {
    const dashes = cells(lines[1]);
    const rows = [row("th", first, dashes)];
    lines.splice(0, 2);
    while (lines.length && lines[0].includes("|")) rows.push(row(
      "td",
      /** @type {string} */
      lines.shift(),
      dashes
    ));
    return element("div", { class: "table", tabindex: "0" }, element("table", {}, ...rows));
  }
  const paragraph = [lines.shift()];
  while (lines.length && !begins(lines[0])) paragraph.push(lines.shift());
  return element("p", { dir: "auto" }, ...inline(paragraph.join("\n").trim()));
}
function takeList(lines, depth) {
  const number = ITEM.exec(lines[0])?.[2];
  const list = number === void 0 ? element("ul") : element("ol", { start: String(Number(number)) });
  let found;
  while (lines.length && (found = ITEM.exec(lines[0])) && found[2] === void 0 === (number === void 0) && !RULE.test(lines[0])) {
    const width = found[0].length;
    const content = [
      /** @type {string} */
      lines.shift().slice(width)
    ];
    while (lines.length) {
      const inset = lines[0].search(/\S|$/);
      const blank = !lines[0].trim();
      if (blank ? !/^ {2,}\S|^ *(?:[-*+]|\d+[.)]) /.test(lines[1] || "") : inset < 2 && begins(lines[0])) break;
      if (!blank && inset < 2 && !content.at(-1)?.trim()) break;
      content.push(
        /** @type {string} */
        lines.shift().slice(Math.min(inset, width))
      );
    }
    const inside = blocks(content, depth + 1);
    const [lead, ...rest] = inside;
    list.append(element("li", { dir: "auto" }, ...lead?.tagName === "P" ? [...lead.childNodes, ...rest] : inside));
    while (lines.length && !lines[0].trim() && ITEM.test(lines[1] || "")) lines.shift();
  }
  return list;
}
function blocks(lines, depth = 0) {
  const made = [];
  while (lines.length) {
    if (lines[0].trim()) made.push(take(lines, depth));
    else lines.shift();
  }
  return made;
}
function createWriter(place) {
  let shown = [];
  return (text) => {
    const lines = text.replace(/\r\n?/g, "\n").replaceAll("	", "    ").split("\n");
    if (text.length > LONGEST) {
      shown = [];
      return place.replaceChildren(text);
    }
    const next = [];
    const all = lines.slice();
    while (lines.length) {
      if (!lines[0].trim() && lines.shift() !== void 0) continue;
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
export {
  createWriter
};
