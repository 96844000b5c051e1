/** One thing that was said, as it stands in the log. */

import { element } from "./elements.js";

/**
 * @param {HTMLElement} log
 * @param {(change: () => void) => void} update makes a change in the log
 * @param {string} author
 * @param {typeof import("./markdown.js") | null | undefined} markdown without it the text is shown as it is
 */
export function addTurn(log, update, author, markdown) {
  const mine = markdown === null;
  const text = element("div", { class: "words dots", dir: "auto" }); // until something is written
  const draw = markdown ? markdown.createWriter(text) : (/** @type {string} */ words) => text.replaceChildren(words);
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant", tabindex: "-1" }, // a touch shows its thumbs
    element("span", { class: "said" }, author),
    text,
    more,
  );
  update(() => log.append(turn));

  return {
    turn,
    /** @param {string} words */
    write(words) {
      text.className = markdown ? "words rich" : "words";
      update(() => draw(words));
    },
    /** What is read aloud: the words without the marks. */
    said: () => text.innerText,
    /** What stands under the words. @param {(Node | string)[]} nodes */
    offer(...nodes) {
      update(() => more.replaceChildren(...nodes));
    },
    /** Nothing was written: only what stands under it remains. */
    blank() {
      text.hidden = text.className.includes("dots");
    },
  };
}
