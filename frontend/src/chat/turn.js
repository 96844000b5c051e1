/** One thing that was said, as it stands in the log. */

import { element } from "./elements.js";

/** @param {HTMLElement} log @param {string} author @param {boolean} [mine] */
export function addTurn(log, author, mine) {
  const text = element("p", { class: "dots", dir: "auto" }); // until something is written
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant" },
    element("span", { class: "said" }, author),
    text,
    more,
  );
  const stick = () => {
    log.scrollTop = log.scrollHeight;
  };
  log.append(turn);
  stick();

  return {
    /** @param {string} words */
    write(words) {
      const near = log.scrollHeight - log.scrollTop - log.clientHeight < 80; // a visitor who reads above stays there
      text.className = "";
      text.textContent = words;
      if (near) stick();
    },
    /** What stands under the words. @param {(Node | string)[]} nodes */
    offer(...nodes) {
      more.replaceChildren(...nodes);
      stick();
    },
    /** Nothing was written: only what stands under it remains. */
    blank() {
      text.hidden = text.className === "dots";
    },
  };
}
