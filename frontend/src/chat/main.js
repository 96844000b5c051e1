/** The chat: a bubble that opens a panel, or a panel inside the page. */

import { dress } from "./dress.js";
import { createFloat } from "./float.js";
import { element } from "./elements.js";
import { chooseLanguage } from "./languages.js";
import { awaitInvitation, makeCalls } from "./launcher.js";
import { keepToItself, stayIn } from "./manners.js";
import { describePage } from "./page.js";
import { chooseGreeting, chooseSettings } from "./settings.js";
import { paint, SHEET } from "./styles.js";
import { followTabs } from "./tabs.js";

/**
 * Shows the chat of one site.
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("../types").StartOptions} tag
 */
export async function mountChat(gatekeeper, tag) {
  // Ended while this file was on its way.
  if (window.delegation?.sites[gatekeeper.key] !== gatekeeper) return;
  const signal = gatekeeper.life;
  const options = await chooseSettings(gatekeeper, tag);
  if (signal.aborted) return;
  const host = element("div", { "data-delegation": gatekeeper.key });
  const { lang, dir } = chooseLanguage(options.lang);
  options.greeting = chooseGreeting(options, lang);
  const frame = element("section", { lang, dir, "aria-label": options.title || "Chat" });
  const root = host.attachShadow({ mode: "open" });
  dress(root, SHEET);
  host.style.setProperty("--z", options.z || "2147483000");
  root.append(frame);

  const makePanel = async (/** @type {import("./panel.js").Around} */ around) => {
    const rich = options.plain === undefined;
    /** @type {[typeof import("./panel.js"), typeof import("./look.js"), typeof import("./markdown.js") | undefined, typeof import("./tools.js") | undefined, typeof import("./menu.js") | undefined, import("../types").StartOptions]} */
    const [{ createPanel }, look, markdown, tools, menu, late] = await Promise.all([
      gatekeeper.load(PANEL_FILE),
      gatekeeper.load(LOOK_FILE),
      rich ? gatekeeper.load(MARKDOWN_FILE).catch(console.error) : undefined,
      gatekeeper.load(TOOLS_FILE).catch(console.error),
      gatekeeper.load(MENU_FILE).catch(console.error),
      chooseSettings(gatekeeper, tag), // a pack that came after the bubble
    ]);
    Object.assign(options, late, { greeting: chooseGreeting(late, lang) });
    dress(root, look.SHEET);
    return createPanel(gatekeeper, lang, options, { ...around, page: () => describePage(options), markdown, tools, menu, life: signal });
  };

  const place = options.chat && document.querySelector(options.chat) ? options.chat : undefined;
  if (options.chat && !place) console.error("data-chat: nothing in this page is " + options.chat);
  let open = () => {};
  let close = () => {};
  let isOpen = () => true;
  if (place) {
    host.toggleAttribute("data-inline");
    frame.className = "inline";
    makePanel({}).then((panel) => {
      frame.append(panel.element);
      open = panel.rest;
    }, console.error);
  } else {
    frame.className = options.side === "start" ? "float start" : "float";
    ({ open, close, isOpen } = createFloat(gatekeeper, options, { host, frame, makePanel, life: signal }));
    awaitInvitation(gatekeeper, options, { frame, open, isOpen }, signal);
  }
  stayIn(host, place, signal);
  paint(host, frame, options, signal);
  keepToItself(host, signal);
  followTabs(gatekeeper, options, signal);
  gatekeeper.on("pack", ({ problem }) => {
    // What the page's developer can mend, and what no visitor should find out first.
    if (problem === "status 403") console.error(`Add ${location.origin} on your install page.`);
  });
  signal.addEventListener("abort", () => host.remove());
  makeCalls(gatekeeper, { open: () => open(), close: () => close(), isOpen: () => isOpen(), context: (values) => Object.assign(options, { values }) }, signal);
}
