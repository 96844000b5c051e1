/** The chat: a bubble that opens a panel, or a panel inside the page. */

import { createFloat } from "./float.js";
import { element } from "./elements.js";
import { chooseLanguage, loadTexts } from "./languages.js";
import { createPanel } from "./panel.js";
import { dress, followTheme, paint } from "./styles.js";

/**
 * Shows the chat of one site.
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} options
 */
export function mountChat(gatekeeper, options) {
  const life = new AbortController();
  const host = element("div", { "data-delegation": gatekeeper.key });
  const { lang, dir } = chooseLanguage(options.lang);
  const frame = element("section", { lang, dir, "aria-label": options.title || "Chat" });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  if (options.accent) paint(host, options.accent);
  followTheme(host, options.theme, life.signal);
  host.style.setProperty("--z", options.z || "2147483000");
  root.append(frame);

  const makePanel = async (/** @type {import("./panel.js").Around} */ around) => {
    return createPanel(gatekeeper, await loadTexts(lang, gatekeeper), options, { ...around, life: life.signal });
  };

  const place = options.chat && document.querySelector(options.chat);
  if (place) {
    host.toggleAttribute("data-inline");
    frame.className = "inline";
    makePanel({}).then((panel) => frame.append(panel.element));
  } else {
    frame.className = options.side === "start" ? "float start" : "float";
    createFloat(gatekeeper, options, { host, frame, makePanel, life: life.signal });
  }

  const attach = () => {
    if (!host.isConnected) (place || document.documentElement).append(host);
  };
  attach();
  // Beside the body: its transforms and opacity stay its own, and a framework may swap it.
  const watch = new MutationObserver(attach);
  watch.observe(document.documentElement, { childList: true });
  gatekeeper.on("destroy", () => {
    watch.disconnect();
    life.abort();
    host.remove();
  });
}
