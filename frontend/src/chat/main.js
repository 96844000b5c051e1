/** The chat: a bubble that opens a panel, or a panel inside the page. */

import { button, element, icon } from "./elements.js";
import { createPanel } from "./panel.js";
import { dress, paint } from "./styles.js";
import { ENGLISH } from "./texts.js";

const SPEECH = "M4 5h16v11H10l-5 4v-4H4z";
const CROSS = "M6 6l12 12M18 6L6 18";
const ACCENT = "#2f55d4";

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} options
 */
export function mountChat(gatekeeper, options) {
  const texts = ENGLISH;
  const life = new AbortController();
  const host = element("div", { "data-delegation": gatekeeper.key, lang: "en" });
  const frame = element("div", { class: "float" });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  paint(host, options.accent || ACCENT);
  followTheme(host, options.theme || "auto", life.signal);
  if (options.z) host.style.setProperty("--z", options.z);
  if (options.side === "start") frame.className += " start";
  root.append(frame);
  gatekeeper.on("destroy", () => (life.abort(), host.remove()));

  const place = options.chat && document.querySelector(options.chat);
  if (place) {
    frame.className = "inline";
    frame.append(createPanel(gatekeeper, texts, options, { answered() {}, life: life.signal }).element);
    place.append(host);
  } else {
    frame.append(...float(gatekeeper, texts, options, frame, life.signal));
    document.body.append(host);
  }
}

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts} texts
 * @param {import("../types").StartOptions} options
 * @param {HTMLElement} frame
 * @param {AbortSignal} life
 */
function float(gatekeeper, texts, options, frame, life) {
  let unread = 0;
  const badge = element("span", { class: "badge", "aria-hidden": "true" });
  const bubble = button(texts.open, "", () => show(!!panel.element.hidden), "bubble");
  const panel = createPanel(gatekeeper, texts, options, {
    life,
    close: () => show(false),
    answered: () => panel.element.hidden && draw(unread + 1),
  });

  /** @param {number} number of answers that nobody has seen */
  const draw = (number) => {
    const open = !panel.element.hidden;
    unread = number;
    badge.hidden = !number;
    badge.textContent = String(number);
    bubble.replaceChildren(icon(open ? CROSS : SPEECH), badge);
    bubble.ariaLabel = bubble.title = open ? texts.close : texts.open + (number ? ` (${number} ${texts.unread})` : "");
    bubble.ariaExpanded = String(open);
  };

  /** @param {boolean} open */
  const show = (open) => {
    panel.element.hidden = !open;
    frame.classList.toggle("open", open);
    draw(0);
    gatekeeper.keep("open", open);
    if (open) gatekeeper.line().catch(() => {}); // a visitor who opens the chat will ask
    open ? panel.rest() : bubble.focus();
  };

  panel.element.hidden = true;
  draw(0);
  return [panel.element, bubble];
}

/** @param {HTMLElement} host @param {string} theme light, dark, auto @param {AbortSignal} signal */
function followTheme(host, theme, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => host.toggleAttribute("data-dark", theme === "dark" || (theme === "auto" && system.matches));
  system.addEventListener("change", apply, { signal });
  apply();
}
