// src/chat/dress.js
function dress(root, styles) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// src/chat/elements.js
var CROSS = "M6 6l12 12M18 6L6 18";
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}
function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
function button(face, press, look, label) {
  const made = element("button", { type: "button", class: look }, face);
  if (label) made.ariaLabel = made.title = label;
  made.addEventListener("click", press);
  return made;
}

// src/chat/float.js
var SPEECH = "M4 5h16v11H10l-5 4v-4H4z";
var PHONE = "(max-width: 480px), (max-height: 480px)";
function createFloat(gatekeeper, options, { host, frame, makePanel, life }) {
  let making;
  let unread = 0;
  let shown = false;
  const label = options.title || "Chat";
  const badge = element("span", { class: "badge" });
  const dialog = element("dialog", { "aria-label": label });
  const bubble = button("", () => dialog.open ? close() : enter(), "bubble");
  let before;
  const enter = () => {
    before = document.activeElement;
    open(true).catch(console.error);
  };
  const draw = (number) => {
    unread = number;
    badge.textContent = number ? String(number) : "";
    bubble.replaceChildren(icon(dialog.open ? CROSS : SPEECH), badge);
    bubble.ariaLabel = number ? `${label} (${number})` : label;
    bubble.ariaExpanded = String(dialog.open);
  };
  const panel = () => making ||= makePanel({
    close,
    answered: () => dialog.open || draw(unread + 1)
  }).then(
    (made) => (followKeyboard(host, life), dialog.append(made.element), made),
    (problem) => {
      making = void 0;
      throw problem;
    }
  );
  const open = async (focus) => {
    const { rest } = await panel();
    if (focus && matchMedia(PHONE).matches) dialog.showModal();
    else dialog.open = true;
    shown = true;
    draw(0);
    if (focus) gatekeeper.bus.emit("open");
    gatekeeper.tab.set("open", true);
    gatekeeper.line().catch(() => {
    });
    if (focus) rest();
  };
  const closed = () => {
    if (dialog.open || !shown) return;
    shown = false;
    draw(0);
    gatekeeper.bus.emit("close");
    gatekeeper.tab.set("open", false);
    bubble.focus();
    if (before !== host) before?.focus();
  };
  const close = () => {
    dialog.close();
    closed();
  };
  dialog.addEventListener("close", closed);
  draw(0);
  frame.append(dialog, bubble);
  if ((gatekeeper.tab.get("open", true) ?? options.open !== void 0) && !matchMedia(PHONE).matches) open().catch(console.error);
  else if (gatekeeper.pending().length) panel().catch(console.error);
  return { open: enter, close, isOpen: () => dialog.open };
}
function followKeyboard({ style }, signal) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    style.setProperty("--height", view.height + "px");
    style.setProperty("--top", view.offsetTop + "px");
  };
  for (const type of ["resize", "scroll"]) view.addEventListener(type, fit, { signal });
  fit();
}

// src/chat/languages.js
var LANGUAGES = "ar cs da de es fr he hi id it ja ko nl pl pt ru sv tr uk zh".split(" ");
var RIGHT_TO_LEFT = /ar|he/;
function chooseLanguage(asked) {
  const wanted = (asked || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  const lang = LANGUAGES.includes(wanted) ? wanted : "en";
  return { lang, dir: RIGHT_TO_LEFT.test(lang) ? "rtl" : "ltr" };
}

// src/chat/launcher.js
function makeCalls(gatekeeper, { open, close, isOpen, context }, signal) {
  const calls = {
    open,
    close,
    toggle: () => isOpen() ? close() : open(),
    context
  };
  Object.assign(gatekeeper, calls);
  addEventListener(
    "click",
    (event) => {
      const opener = event.target instanceof Element && event.target.closest("[data-delegation-open]");
      if (!opener) return;
      event.preventDefault();
      open();
    },
    { signal }
  );
  gatekeeper.bus.emit("ready");
  for (const [name, values, answer] of window.delegation.later?.splice(0) || []) answer(calls[name]?.(...values));
}
function awaitInvitation(gatekeeper, { invite, inviteAfter = "20" }, { frame, open, isOpen }, signal) {
  const { kept, tab } = gatekeeper;
  const met = () => isOpen() || kept.get("invited", true) || tab.get("transcript", [])?.length;
  if (!invite || met()) return;
  const waiting = new AbortController();
  const show = () => {
    waiting.abort();
    if (met() || signal.aborted) return;
    kept.set("invited", true);
    gatekeeper.load("invite.a4a81e3c.js sha256-pKgePDpwh2nZ8gDcsJOpOaJdraovdd6kgUrENMR3KZg=").then(({ showInvitation }) => showInvitation(gatekeeper, frame, invite, open), console.error);
  };
  const part = parseFloat(inviteAfter);
  if (!inviteAfter.endsWith("%")) setTimeout(show, part * 1e3);
  else {
    const look = () => {
      const { scrollTop, scrollHeight, clientHeight } = (
        /** @type {Element} */
        document.scrollingElement
      );
      if (scrollTop > 0 && (scrollTop + clientHeight) * 100 >= part * scrollHeight) show();
    };
    addEventListener("scroll", look, { passive: true, signal: waiting.signal });
  }
}

// src/chat/manners.js
var KEPT = "keydown keyup keypress click mouseup pointerup touchend".split(" ");
var UNSEEN = "focusin focusout pointerdown mousedown touchstart".split(" ");
var MODAL = "dialog, [role=dialog], [aria-modal=true], .modal";
function keepToItself(host, signal) {
  for (const type of KEPT) host.addEventListener(type, (event) => event.stopPropagation());
  const hide = (event) => {
    const leaving = event.relatedTarget === host && event.target.closest?.(MODAL);
    if (event.target === host || leaving) event.stopImmediatePropagation();
  };
  for (const type of UNSEEN) addEventListener(type, hide, { capture: true, passive: true, signal });
}
function stayIn(host, place, signal) {
  const attach = () => {
    const inline = place && document.querySelector(place);
    const home = inline || [...document.querySelectorAll("dialog:modal")].at(-1) || document.documentElement;
    if (host.parentNode !== home) home.append(host);
  };
  attach();
  const size = new ResizeObserver(attach);
  const dialogs = new MutationObserver(attach);
  size.observe(host);
  dialogs.observe(document, { subtree: true, attributeFilter: ["open"] });
  signal.addEventListener("abort", () => (size.disconnect(), dialogs.disconnect()));
}

// src/chat/page.js
function describePage({ context, values }) {
  if (context === "off") return void 0;
  const { title, documentElement } = document;
  return { address: location.origin + location.pathname, title, language: documentElement.lang, values };
}

// src/chat/settings.js
var PATIENCE_MS = 1e3;
var listed = (text = "") => text.split(/[|\n]/).map((each) => each.trim()).filter(Boolean);
async function chooseSettings(gatekeeper, tag) {
  const { keeper } = gatekeeper;
  if (!keeper.current(Date.now())) {
    await Promise.race([gatekeeper.sync(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
  const all = (
    /** @type {any} */
    keeper.held()?.settings?.chat || {}
  );
  const ours = Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === "string"));
  if (tag.greeting !== void 0 || tag.greetings !== void 0) delete ours.greeting, delete ours.greetings;
  return { ...ours, ...tag };
}
function chooseGreeting({ greeting, greetings }, lang) {
  for (const line of listed(greetings)) {
    const [, place, words] = /^(\S+): *(.+)/.exec(line) || [];
    if (place === lang || place?.[0] === "/" && location.pathname.startsWith(place)) return words;
  }
  return greeting;
}

// src/chat/styles.css
var styles_default = ":host{all:initial!important;display:block!important;font:15px/1.5 system-ui,sans-serif!important;--accent: #2f55d4;--on: #fff;--bg: #fff;--fg: #1c2024;--dim: #59626e;--bad: #b42318;--soft: #8893a222;--line: #8893a255}:host([data-dark]){color-scheme:dark!important;--bg: #17191d;--fg: #eceef0;--dim: #a9b2be;--bad: #ff9b8f}:host([data-inline]),.inline{height:100%!important}*{box-sizing:border-box}button{font:inherit;color:inherit;border:1px solid #0000;background:none;margin:0;padding:0;cursor:pointer;min-width:44px;min-height:44px;border-radius:16px}:focus-visible{outline:2px solid var(--fg)}svg{width:22px;vertical-align:middle;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.float>*{position:fixed;z-index:var(--z);inset-inline:auto 20px}.bubble{bottom:calc(20px + env(safe-area-inset-bottom));width:60px;height:60px;border-radius:50%;background:linear-gradient(var(--accent) 0 0),var(--bg);color:var(--on);box-shadow:0 4px 16px #0005}.bubble:focus-visible{outline-offset:2px;box-shadow:0 0 0 6px var(--bg)}.bubble svg{scale:1.3}.start>*{inset-inline:20px auto}.accent{background:var(--accent);color:var(--bg);forced-color-adjust:none}@media print{:host{display:none!important}}";

// src/chat/styles.js
function contrast({ style }, frame) {
  const sample = element("i", { class: "accent" });
  frame.append(sample);
  const { backgroundColor, color } = getComputedStyle(sample);
  sample.remove();
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return;
  for (const layer of [color, backgroundColor]) {
    canvas.fillStyle = layer;
    canvas.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => (part / 255) ** 2.2);
  style.setProperty("--on", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
}
function paint(host, frame, { theme, accent = "" }, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => {
    if (theme === "host") return /^dark/.test(getComputedStyle(document.documentElement).colorScheme);
    return theme === "dark" || theme !== "light" && system.matches;
  };
  const apply = () => {
    host.toggleAttribute("data-dark", dark());
    if (accent) contrast(host, frame);
  };
  if (accent && CSS.supports("color", accent)) host.style.setProperty("--accent", accent);
  system.addEventListener("change", apply, { signal });
  apply();
}

// src/chat/tabs.js
var PATIENCE_MS2 = 1e3;
var KEPT2 = [
  ["talk", {}],
  ["transcript", []],
  ["visitor", ""]
];
function followTabs(gatekeeper, { share, consent }, signal) {
  const { key, tab } = gatekeeper;
  if (!navigator.vendor) addEventListener("unload", () => {
  }, { signal });
  const turns = () => tab.get("transcript", []) || [];
  const opened = document.referrer.startsWith(location.origin + "/");
  let asks = (share !== void 0 || opened) && !turns().length;
  let channel;
  const join = () => {
    try {
      channel ||= new BroadcastChannel("delegation:" + key);
    } catch {
      return;
    }
    channel.onmessage = ({ data }) => {
      if (!data && turns().length) channel?.postMessage(KEPT2.map(([name, shape]) => [name, tab.get(name, shape)]));
      if (!data || !asks || turns().length) return;
      asks = false;
      for (const [name, value] of data) tab.set(name, value);
      gatekeeper.restore();
    };
    if (!asks) return;
    channel.postMessage(null);
    setTimeout(() => asks = false, PATIENCE_MS2);
  };
  signal.addEventListener("abort", () => channel?.close());
  if (asks || turns().length || consent !== void 0) return join();
  gatekeeper.on("message", join);
  gatekeeper.on("restore", join);
}

// src/chat/main.js
async function mountChat(gatekeeper, tag) {
  if (window.delegation?.sites[gatekeeper.key] !== gatekeeper) return;
  const signal = gatekeeper.life;
  const options = await chooseSettings(gatekeeper, tag);
  if (signal.aborted) return;
  const host = element("div", { "data-delegation": gatekeeper.key });
  const { lang, dir } = chooseLanguage(options.lang);
  options.greeting = chooseGreeting(options, lang);
  const frame = element("section", { lang, dir, "aria-label": options.title || "Chat" });
  const root = host.attachShadow({ mode: "open" });
  dress(root, styles_default);
  host.style.setProperty("--z", options.z || "2147483000");
  root.append(frame);
  const makePanel = async (around) => {
    const rich = options.plain === void 0;
    const [{ createPanel }, look, markdown, tools, menu, late] = await Promise.all([
      gatekeeper.load("panel.65fdfad6.js sha256-Zf361orV4NEkcCTArPq1MS1hecMLM5liIcpnjysTV3A="),
      gatekeeper.load("look.11ae161b.js sha256-Ea4WG71USCTqisu2HAoSFmzcGeMUhc0ILo7Zf7UqGCE="),
      rich ? gatekeeper.load("markdown.953e4108.js sha256-lT5BCK+UdaTg3p2vvj8QRgtaU63Q/8GC/KUB18n+k+M=").catch(console.error) : void 0,
      gatekeeper.load("tools.97aa39ea.js sha256-l6o56tv1BFo4DiHxXBoR2KhlKT3FcetuLq4pUrkwubk=").catch(console.error),
      gatekeeper.load("menu.a223c560.js sha256-oiPFYGchXizSjKcUdjxL68gZXIszaXy93BLwAMNlrXg=").catch(console.error),
      chooseSettings(gatekeeper, tag)
      // a pack that came after the bubble
    ]);
    Object.assign(options, late, { greeting: chooseGreeting(late, lang) });
    dress(root, look.SHEET);
    return createPanel(gatekeeper, lang, options, { ...around, page: () => describePage(options), markdown, tools, menu, life: signal });
  };
  const place = options.chat && document.querySelector(options.chat) ? options.chat : void 0;
  if (options.chat && !place) console.error("data-chat: nothing in this page is " + options.chat);
  let open = () => {
  };
  let close = () => {
  };
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
    if (problem === "status 403") console.error(`Add ${location.origin} on your install page.`);
  });
  signal.addEventListener("abort", () => host.remove());
  makeCalls(gatekeeper, { open: () => open(), close: () => close(), isOpen: () => isOpen(), context: (values) => Object.assign(options, { values }) }, signal);
}
export {
  mountChat
};
