/** What can be done with the whole conversation: clear it, keep a copy, show when things were said. Loaded with the panel. */

import { button, element, icon } from "./elements.js";
import { copies } from "./transcript.js";
import { MENU_WORDS } from "./words.js";

const BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
const DOTS = "M5 12h.01M12 12h.01M19 12h.01";

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts & Partial<import("./words.js").Words>} texts
 * @param {HTMLElement} panel
 * @param {HTMLElement} note where questions are asked
 * @param {() => void} done takes the question away again
 */
export function addMenu(gatekeeper, texts, panel, note, done) {
  const words = { ...MENU_WORDS, ...texts };
  const { tab } = gatekeeper;

  const clear = () => {
    const [talk, transcript] = [tab.get("talk", {}), tab.get("transcript", [])];
    gatekeeper.reset();
    done();
    const undo = () => {
      tab.set("talk", talk);
      tab.set("transcript", transcript);
      gatekeeper.restore();
      done();
    };
    note.replaceChildren(words.cleared, button(words.undo, undo, ""));
  };
  /** Asks first, and can be undone until the next message. */
  const confirm = () => {
    const yes = button(words.yes, clear, "");
    note.replaceChildren(words.sure, yes, button(words.no, done, ""));
    yes.focus();
  };
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it takes the question away, not the chat
    done();
  });
  const menu = element("div", { class: "menu", hidden: "" }, ...copies(gatekeeper, words, note, panel));
  const more = button(icon(DOTS), () => {
    menu.hidden = !menu.hidden;
    more.ariaExpanded = String(!menu.hidden);
  }, "", words.more);
  more.ariaExpanded = "false";
  const [header] = panel.children;
  header.querySelector("h2")?.after(more, button(icon(BIN), confirm, "", words.clear));
  header.after(menu);
}
