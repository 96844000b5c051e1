/** What stands around the conversation: things to press, thumbs, the company's own words. Loaded when the chat is opened. */

import { button, element, icon } from "./elements.js";
import { listed } from "./settings.js";
import { tell } from "./tell.js";
import { TOOLS_WORDS } from "./words.js";

const UP = "M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2 5h6l-2 12H7";
const DOWN = "M17 13V4h3v9zM17 13l-4 8c-2 0-3-1-2-5H5l2-12h10";

/** @typedef {import("./dialogue.js").Turn} Turn */
/** @typedef {ReturnType<typeof createTools>} Tools */

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts & Partial<import("./words.js").Words>} texts
 * @param {import("../types").StartOptions} options
 * @param {(text: string) => void} say
 */
export function createTools(gatekeeper, texts, options, say) {
  const words = { ...TOOLS_WORDS, ...texts };
  const { bus, tab } = gatekeeper;
  const said = element("p", { class: "said", role: "status" });

  /** Buttons whose words are sent as they are. @param {string[]} choices */
  const choices = (choices) =>
    element(
      "div",
      { class: "choices once", role: "group", "aria-label": words.suggestions },
      ...choices.map((each) => button(each, () => say(each), "choice")),
    );

  /** @param {Turn} turn @param {boolean} helpful */
  const rate = (turn, helpful) => {
    const { rule, at } = turn;
    turn.helpful = helpful;
    tab.set("transcript", (tab.get("transcript", []) || []).map((/** @type {Turn} */ each) => (each.at === at ? turn : each)));
    bus.emit("feedback", { helpful, rule });
    said.textContent = words.rated;
    const local = rule && { rule: rule.id, version: rule.version, message: turn.message };
    if (gatekeeper.debug().consented) tell(gatekeeper, "feedback", { helpful, id: turn.id, local }).catch(console.error);
  };

  /** @param {Turn} turn */
  const thumbs = (turn) => {
    const both = [true, false].map((helpful) => {
      const press = () => {
        rate(turn, helpful);
        draw();
      };
      return button(icon(helpful ? UP : DOWN), press, "thumb", helpful ? words.helpful : words.unhelpful);
    });
    const draw = () => both.forEach((each, at) => (each.ariaPressed = String(turn.helpful === !at)));
    draw();
    return both;
  };

  return {
    /** @param {HTMLElement} place of the turn @param {Turn} turn */
    shown(place, turn) {
      const { at, id, rule, mine } = turn;
      if (at) place.append(element("time", { datetime: new Date(at).toISOString() }, new Date(at).toLocaleTimeString([], { timeStyle: "short" })));
      if (!mine && (id || rule)) place.querySelector(".more")?.append(element("div", { class: "thumbs" }, ...thumbs(turn)));
      if (turn.options?.length) place.append(choices(turn.options));
    },
    /** @param {HTMLElement} log of a conversation that begins, or goes on */
    began(log) {
      const first = listed(options.suggestions);
      if (first.length && !log.querySelector(".visitor")) log.append(element("div", { class: "turn assistant" }, choices(first)));
    },
    /** @param {HTMLElement} panel */
    furnish(panel) {
      const [header] = panel.children;
      if (options.logo) {
        const logo = element("img", { src: options.logo, alt: "", class: "logo" });
        logo.addEventListener("error", () => logo.remove());
        header.prepend(logo);
      }
      if (options.privacy || options.privacyText) {
        const link = options.privacy ? [element("a", { href: options.privacy, target: "_blank", rel: "noopener" }, words.privacy)] : [];
        panel.append(element("p", { class: "privacy", dir: "auto" }, options.privacyText || "", " ", ...link));
      }
      panel.append(said);
      if (options.handoff) {
        gatekeeper.load(HANDOFF_FILE).then(({ offerPerson }) => offerPerson(gatekeeper, texts, options.handoff, panel), console.error);
      }
    },
  };
}
