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
  const label = options.title || "Chat";
  const badge = element("span", { class: "badge" });
  const dialog = element("dialog", { "aria-label": label });
  const bubble = button("", () => dialog.open ? dialog.close() : open(true).catch(console.error), "bubble");
  const draw = (number) => {
    unread = number;
    badge.textContent = number ? String(number) : "";
    bubble.replaceChildren(icon(dialog.open ? CROSS : SPEECH), badge);
    bubble.ariaLabel = number ? `${label} (${number})` : label;
    bubble.ariaExpanded = String(dialog.open);
  };
  const panel = () => making ||= makePanel({
    close: () => dialog.close(),
    answered: () => dialog.open || draw(unread + 1)
  }).then(
    (made) => (dialog.append(made.element), made),
    (problem) => {
      making = void 0;
      throw problem;
    }
  );
  const open = async (focus) => {
    const { rest } = await panel();
    if (focus && matchMedia(PHONE).matches) dialog.showModal();
    else dialog.open = true;
    draw(0);
    gatekeeper.tab.set("open", true);
    gatekeeper.line().catch(() => {
    });
    if (focus) rest();
  };
  dialog.addEventListener("close", () => {
    draw(0);
    gatekeeper.tab.set("open", false);
    bubble.focus();
  });
  followKeyboard(host, life);
  draw(0);
  frame.append(dialog, bubble);
  if (gatekeeper.tab.get("open", true) && !matchMedia(PHONE).matches) open().catch(console.error);
  else if (gatekeeper.pending().length) panel().catch(console.error);
}
function followKeyboard({ style }, signal) {
  const view = window.visualViewport;
  const fit = () => {
    style.setProperty("--height", view?.height + "px");
    style.setProperty("--top", view?.offsetTop + "px");
  };
  for (const type of ["resize", "scroll"]) view?.addEventListener(type, fit, { signal });
}

// src/chat/languages.js
var LANGUAGES = "ar cs da de es fr he hi id it ja ko nl pl pt ru sv tr uk zh".split(" ");
var RIGHT_TO_LEFT = /ar|he/;
function chooseLanguage(asked) {
  const wanted = (asked || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  const lang = LANGUAGES.includes(wanted) ? wanted : "en";
  return { lang, dir: RIGHT_TO_LEFT.test(lang) ? "rtl" : "ltr" };
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

// src/chat/styles.css
var styles_default = ':host{all:initial!important;display:block!important;font:15px/1.5 system-ui,sans-serif!important;--accent: #2f55d4;--on: #fff;--bg: #fff;--fg: #1c2024;--dim: #59626e;--bad: #b42318;--soft: #8893a222;--line: #8893a255}:host([data-dark]){color-scheme:dark!important;--bg: #17191d;--fg: #eceef0;--dim: #a9b2be;--bad: #ff9b8f}:host([data-inline]),.inline{height:100%!important}*{box-sizing:border-box}button,textarea,p{font:inherit;color:inherit;border:1px solid #0000;background:none;margin:0;padding:0}button{cursor:pointer;min-width:44px;min-height:44px;border-radius:16px}:focus-visible{outline:2px solid var(--fg)}svg{width:22px;vertical-align:middle;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.float>*{position:fixed;z-index:var(--z);inset-inline:auto 20px}.bubble{bottom:calc(20px + env(safe-area-inset-bottom));width:60px;height:60px;border-radius:50%;box-shadow:0 4px 16px #0005}.bubble svg{scale:1.3}.badge:not(:empty){position:absolute;top:-2px;inset-inline-end:-2px;min-width:22px;padding:0 6px;border-radius:11px;background:#c8102e;color:#fff;font-size:12px;line-height:22px}dialog{inset-block:auto calc(96px + env(safe-area-inset-bottom));margin:0;padding:0;width:384px;max-width:none;height:min(620px,calc(100dvh - 116px));max-height:none;border:1px solid var(--line);border-radius:18px;box-shadow:0 12px 48px #0004;overflow:hidden}.start>*{inset-inline:20px auto}.panel{height:100%;display:flex;flex-direction:column;background:var(--bg);color:var(--fg)}header{display:flex;align-items:center;padding:8px;border-bottom:1px solid var(--line)}h2{flex:1;margin:0 12px;font-size:16px}header button,.more{color:var(--dim)}.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:20px;display:flex;flex-direction:column;gap:12px;outline-offset:-2px}.turn{max-width:84%;align-self:flex-start}.words{width:fit-content;max-width:100%;box-sizing:border-box;padding:10px 14px;border-radius:16px;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere}.visitor{align-self:flex-end}.visitor .words,.bubble,.send{background:linear-gradient(var(--accent) 0 0),var(--bg);color:var(--on)}.accent{background:var(--accent);color:var(--bg)}.rich{white-space:normal}.rich>*+*,li>*+:is(p,pre,ul,ol){margin-top:8px}a{color:inherit;overflow-wrap:anywhere}code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre,.table{overflow-x:auto;max-width:100%}pre{margin:0;padding:8px 10px;border-radius:8px;background:var(--soft)}blockquote,ul,ol{margin:0;padding-inline-start:20px}blockquote{padding-inline-start:10px;border-inline-start:3px solid var(--line)}hr{border:0;border-top:1px solid var(--line)}table{border-collapse:collapse}td,th{padding:4px 8px;border:1px solid var(--line);text-align:start}.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.more,.note{display:flex;flex-wrap:wrap;align-items:center;gap:0 8px;font-size:13px}.more button,.note button{text-decoration:underline}.turn:not(:last-child) .once{display:none}.bad{color:var(--bad)}.dots:after{content:"\\2022  \\2022  \\2022";animation:wait .7s infinite alternate}@keyframes wait{0%{opacity:.3}}.note:not(:empty){padding:8px 20px;font-size:13px;background:var(--soft)}form{display:flex;align-items:flex-end;gap:8px;padding:12px;padding-bottom:calc(12px + env(safe-area-inset-bottom));border-top:1px solid var(--line)}textarea{flex:1;resize:none;font-size:16px;line-height:24px;max-height:min(130px,30vh);padding:10px 14px;border-radius:16px;background:var(--soft)}textarea::placeholder{color:var(--dim);opacity:1}@media(max-width:480px),(max-height:480px){dialog{inset:var(--top, 0) 0 auto!important;width:auto;height:var(--height, 100dvh);border:0;border-radius:0}[open]+.bubble{display:none}}@media(max-height:300px){header,form{padding:0 8px}.log,.note:not(:empty){padding:0 20px}}@media print{:host{display:none!important}}@media(prefers-reduced-motion){.dots:after{animation:none}}';

// src/chat/styles.js
function dress(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles_default);
  root.adoptedStyleSheets = [sheet];
}
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
  if (CSS.supports("color", accent)) host.style.setProperty("--accent", accent);
  system.addEventListener("change", apply, { signal });
  apply();
}

// src/chat/tabs.js
var KEPT2 = [
  ["talk", {}],
  ["transcript", []],
  ["visitor", ""]
];
function followTabs(gatekeeper, always, signal) {
  const { key, tab } = gatekeeper;
  const channel = new BroadcastChannel("delegation:" + key);
  signal.addEventListener("abort", () => channel.close());
  const turns = () => tab.get("transcript", []) || [];
  channel.onmessage = ({ data }) => {
    if (!data) {
      if (turns().length) channel.postMessage(KEPT2.map(([name, shape]) => [name, tab.get(name, shape)]));
    } else if (!turns().length) {
      for (const [name, value] of data) tab.set(name, value);
      gatekeeper.restore();
    }
  };
  const opened = document.referrer.startsWith(location.origin + "/");
  if ((always || opened) && !turns().length) channel.postMessage(null);
}

// src/chat/main.js
function mountChat(gatekeeper, options) {
  const life = new AbortController();
  const host = element("div", { "data-delegation": gatekeeper.key });
  const { lang, dir } = chooseLanguage(options.lang);
  const frame = element("section", { lang, dir, "aria-label": options.title || "Chat" });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  host.style.setProperty("--z", options.z || "2147483000");
  root.append(frame);
  const makePanel = async (around) => {
    const rich = options.plain === void 0;
    const [{ createPanel }, markdown] = await Promise.all([
      gatekeeper.load("panel.cd39e0d5.js sha256-zTng1Q1athej3Q29f3viu7riBmqLTMGGbA/UXZlzKvE="),
      rich ? gatekeeper.load("markdown.a450fafc.js sha256-pFD6/Iu47DuLZ9i+xpxihrglRcSy8rszVKxp8T9ZEY0=").catch(console.error) : void 0
    ]);
    return createPanel(gatekeeper, lang, options, { ...around, markdown, life: life.signal });
  };
  const place = options.chat && document.querySelector(options.chat) ? options.chat : void 0;
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
  followTabs(gatekeeper, options.share !== void 0, life.signal);
  gatekeeper.on("pack", ({ problem }) => {
    if (problem === "status 403") console.error(`${location.origin} is no allowed origin of ${gatekeeper.key}. Add it on your install page.`);
  });
  gatekeeper.on("destroy", () => {
    life.abort();
    host.remove();
  });
}
export {
  mountChat
};
