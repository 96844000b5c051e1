/** The chat: a bubble that opens a panel, or a panel inside the page. */

import { createFloat } from "./float.js";
import { element } from "./elements.js";
import { chooseLanguage } from "./languages.js";
import { keepToItself, stayIn } from "./manners.js";
import { dress, paint } from "./styles.js";
import { followTabs } from "./tabs.js";

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
  host.style.setProperty("--z", options.z || "2147483000");
  root.append(frame);

  const makePanel = async (/** @type {import("./panel.js").Around} */ around) => {
    const rich = options.plain === undefined;
    /** @type {[typeof import("./panel.js"), typeof import("./markdown.js") | undefined]} */
    const [{ createPanel }, markdown] = await Promise.all([
      gatekeeper.load(PANEL_FILE),
      rich ? gatekeeper.load(MARKDOWN_FILE).catch(console.error) : undefined,
    ]);
    return createPanel(gatekeeper, lang, options, { ...around, markdown, life: life.signal });
  };

  const place = options.chat && document.querySelector(options.chat) ? options.chat : undefined;
  if (place) {
    host.toggleAttribute("data-inline");
    frame.className = "inline";
    makePanel({}).then((panel) => frame.append(panel.element), console.error);
  } else {
    frame.className = options.side === "start" ? "float start" : "float";
    createFloat(gatekeeper, options, { host, frame, makePanel, life: life.signal });
  }
  stayIn(host, place, life.signal);
  paint(host, frame, options, life.signal);
  keepToItself(host, life.signal);
  followTabs(gatekeeper, options.share !== undefined, life.signal);
  gatekeeper.on("pack", ({ problem }) => {
    // What the page's developer can mend, and what no visitor should find out first.
    if (problem === "status 403") console.error(`${location.origin} is no allowed origin of ${gatekeeper.key}. Add it on your install page.`);
  });
  gatekeeper.on("destroy", () => {
    life.abort();
    host.remove();
  });
}
