/** One thing that was said, as it stands in the log. */

import { element } from "./elements.js";

/**
 * @param {HTMLElement} log
 * @param {() => void} stick
 * @param {string} author
 * @param {typeof import("./markdown.js") | null | undefined} markdown without it the text is shown as it is
 */
export function addTurn(log, stick, author, markdown) {
  const mine = markdown === null;
  const text = element("div", { class: "words dots", dir: "auto" }); // until something is written
  const draw = markdown ? markdown.createWriter(text) : (/** @type {string} */ words) => text.replaceChildren(words);
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant" },
    element("span", { class: "said" }, author),
    text,
    more,
  );
  log.append(turn);
  stick();

  return {
    turn,
    /** @param {string} words */
    write(words) {
      text.className = markdown ? "words rich" : "words";
      draw(words);
      stick();
    },
    /** What is read aloud: the words without the marks. */
    said: () => text.innerText,
    /** What stands under the words. @param {(Node | string)[]} nodes */
    offer(...nodes) {
      more.replaceChildren(...nodes);
      stick();
    },
    /** Nothing was written: only what stands under it remains. */
    blank() {
      text.hidden = text.className.includes("dots");
    },
  };
}
