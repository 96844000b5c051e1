// src/chat/elements.js
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

// src/chat/composer.js
var ARROW = "M12 19V5M6 11l6-6 6 6";
function createComposer(texts, send) {
  const field = element("textarea", { rows: "1", "aria-label": texts.placeholder, placeholder: texts.placeholder });
  const form = element("form", {}, field, element("button", { class: "send", "aria-label": texts.send }, icon(ARROW)));
  const grow = () => {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + "px";
  };
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    grow();
    if (text) send(text);
  };
  form.addEventListener("submit", submit);
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  });
  return { form, field };
}

// src/chat/texts.js
var ENGLISH = {
  title: "Chat",
  close: "Close chat",
  clear: "Clear conversation",
  placeholder: "Write a message…",
  send: "Send",
  you: "You",
  assistant: "Assistant",
  stop: "Stop",
  stopped: "Stopped.",
  retry: "Try again",
  instead: "Ask the assistant instead",
  note: "You are offline. Simple messages are still answered.",
  offline: "Your message may not have arrived.",
  failed: "No answer came.",
  limited: "Busy. Please wait {} seconds."
};
function inWords(texts, { code, words, retryAfter }) {
  if (retryAfter) return texts.limited.replace("{}", String(retryAfter));
  return words || texts[
    /** @type {"offline" | "stopped"} */
    code
  ] || texts.failed;
}

// src/chat/turn.js
function addTurn(log, author, mine) {
  const text = element("p", { class: "dots", dir: "auto" });
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant" },
    element("span", { class: "said" }, author),
    text,
    more
  );
  const stick = () => {
    log.scrollTop = log.scrollHeight;
  };
  log.append(turn);
  stick();
  return {
    /** @param {string} words */
    write(words) {
      const near = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
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
    }
  };
}

// src/chat/dialogue.js
var PACE_MS = 400;
var KEPT_TURNS = 100;
function createDialogue(gatekeeper, texts, { name, greeting, mark = "", rest, answered }) {
  let turns = [];
  let queue = Promise.resolve();
  let control = new AbortController();
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  new ResizeObserver(() => log.scrollTop = log.scrollHeight).observe(log);
  const announcer = element("p", { class: "said", role: "status" });
  const remember = (turn) => {
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.tab.set("transcript", turns);
  };
  const enqueue = (message, again = {}) => queue = queue.then(() => answer(message, again));
  const another = (label, message, again) => button(label, () => (rest(), enqueue(message, again)), "once");
  const under = (message, rule) => message && rule ? [mark, another(texts.instead, message, { rejects: rule })] : [];
  const show = ({ mine, text, message, rule }) => {
    const view = addTurn(log, mine ? texts.you : texts.assistant, mine);
    view.write(text);
    view.offer(...under(message, rule));
  };
  const answer = async (message, again) => {
    const view = addTurn(log, texts.assistant);
    const { signal } = control = new AbortController();
    view.offer(button(texts.stop, () => (rest(), control.abort()), ""));
    try {
      const { userResponse: text, rule } = await gatekeeper.ask(message, { ...again, signal, onDelta: view.write });
      if (rule) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      view.write(text);
      view.offer(...under(message, rule));
      remember({ text, message, rule });
      announcer.textContent = text;
      answered?.();
    } catch (error) {
      const failure = (
        /** @type {import("../types").Failure} */
        error
      );
      const words = announcer.textContent = inWords(texts, failure);
      view.blank();
      view.offer(element("span", { class: "bad" }, words), another(texts.retry, message, { ...again, id: failure.id }));
    }
  };
  const begin = () => {
    control.abort();
    log.replaceChildren();
    turns = (gatekeeper.tab.get("transcript", []) || []).filter((turn) => turn?.text);
    if (greeting) show({ text: greeting });
    turns.forEach(show);
  };
  begin();
  for (const { id, message, accepted } of gatekeeper.pending()) accepted && enqueue(message, { id });
  return {
    log,
    announcer,
    /** @param {string} text */
    say(text) {
      show({ mine: true, text });
      remember({ mine: true, text });
      enqueue(text);
    },
    clear: begin
    // the gatekeeper has forgotten the transcript
  };
}

// src/chat/panel.js
var CROSS = "M6 6l12 12M18 6L6 18";
var BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
function createPanel(gatekeeper, texts, options, { close, answered, life }) {
  const name = options.title || texts.title;
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();
  const { log, announcer, say, clear } = createDialogue(gatekeeper, texts, { ...options, name, rest, answered });
  const { form, field } = createComposer(texts, say);
  const note = element("p", { class: "note", role: "status" });
  const header = element("header", {}, element("h2", {}, name), button(icon(BIN), () => (gatekeeper.reset(), rest()), "", texts.clear));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, announcer, form);
  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.note : "";
  };
  for (const type of ["online", "offline"]) addEventListener(type, connection, { signal: life });
  connection();
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  gatekeeper.on("reset", clear);
  return { element: panel, rest };
}

// src/chat/float.js
var SPEECH = "M4 5h16v11H10l-5 4v-4H4z";
var PHONE = "(max-width: 480px)";
function createFloat(gatekeeper, options, { host, frame, makePanel, life }) {
  let making;
  let unread = 0;
  const label = options.title || "Chat";
  const badge = element("span", { class: "badge" });
  const dialog = element("dialog", { "aria-label": label });
  const bubble = button("", () => dialog.open ? dialog.close() : open(true), "bubble");
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
  }).then((made) => (dialog.append(made.element), made));
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
  if (gatekeeper.tab.get("open", true) && !matchMedia(PHONE).matches) open();
  else if (gatekeeper.pending().length) panel();
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
async function loadTexts(lang, home) {
  try {
    if (lang !== "en") return (await import(new URL("texts.*.5026ab06.js".replace("*", lang), home).href)).default;
  } catch {
  }
  return ENGLISH;
}

// src/chat/styles.css
var styles_default = ':host{all:initial!important;display:block!important;font:15px/1.5 system-ui,sans-serif!important;--accent: #2f55d4;--on: #fff;--bg: #fff;--fg: #1c2024;--dim: #59626e;--bad: #b42318;--soft: #8893a222;--line: #8893a255}:host([data-dark]){color-scheme:dark!important;--bg: #17191d;--fg: #eceef0;--dim: #a9b2be;--bad: #ff9b8f}:host([data-inline]),.inline{height:100%!important}*{box-sizing:border-box}button,textarea,p{font:inherit;color:inherit;border:1px solid #0000;background:none;margin:0;padding:0}button{cursor:pointer;min-width:44px;min-height:44px;border-radius:16px}:focus-visible{outline:2px solid var(--fg)}svg{width:22px;vertical-align:middle;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.float>*{position:fixed;z-index:var(--z);inset-inline:auto 20px}.bubble{bottom:calc(20px + env(safe-area-inset-bottom));width:60px;height:60px;border-radius:50%;box-shadow:0 4px 16px #0005}.bubble svg{scale:1.3}.badge:not(:empty){position:absolute;top:-2px;inset-inline-end:-2px;min-width:22px;padding:0 6px;border-radius:11px;background:#c8102e;color:#fff;font-size:12px;line-height:22px}dialog{inset-block:auto calc(96px + env(safe-area-inset-bottom));margin:0;padding:0;width:384px;max-width:none;height:min(620px,calc(100dvh - 116px));max-height:none;border:1px solid var(--line);border-radius:18px;box-shadow:0 12px 48px #0004;overflow:hidden}.start>*{inset-inline:20px auto}.panel{height:100%;display:flex;flex-direction:column;background:var(--bg);color:var(--fg)}header{display:flex;align-items:center;padding:8px;border-bottom:1px solid var(--line)}h2{flex:1;margin:0 12px;font-size:16px}header button,.more{color:var(--dim)}.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:20px;display:flex;flex-direction:column;gap:12px;outline-offset:-2px}.turn{max-width:84%;align-self:flex-start}.turn p{width:fit-content;padding:10px 14px;border-radius:16px;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere}.visitor{align-self:flex-end}.visitor p,.bubble,.send{background:var(--accent);color:var(--on)}.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.more{display:flex;flex-wrap:wrap;align-items:center;gap:0 8px;font-size:13px}.more button{text-decoration:underline}.turn:not(:last-child) .once{display:none}.bad{color:var(--bad)}.dots:after{content:"\\2022  \\2022  \\2022";animation:wait .7s infinite alternate}@keyframes wait{0%{opacity:.3}}.note:not(:empty){padding:8px 20px;font-size:13px;background:var(--soft)}form{display:flex;align-items:flex-end;gap:8px;padding:12px;padding-bottom:calc(12px + env(safe-area-inset-bottom));border-top:1px solid var(--line)}textarea{flex:1;resize:none;font-size:16px;line-height:24px;max-height:130px;padding:10px 14px;border-radius:16px;background:var(--soft)}textarea::placeholder{color:var(--dim);opacity:1}@media(max-width:480px){dialog{inset:var(--top, 0) 0 auto!important;width:auto;height:var(--height, 100dvh);border:0;border-radius:0}[open]+.bubble{display:none}}@media(prefers-reduced-motion){.dots:after{animation:none}}';

// src/chat/styles.js
function dress(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles_default);
  root.adoptedStyleSheets = [sheet];
}
function paint({ style }, accent) {
  const probe = document.createElement("canvas").getContext("2d");
  style.setProperty("--accent", accent);
  if (!probe) return;
  probe.fillStyle = accent;
  const [red, green, blue] = (probe.fillStyle.match(/\w\w/g) || []).map((two) => (parseInt(two, 16) / 255) ** 2.2);
  style.setProperty("--on", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
}
function followTheme(host, theme, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => {
    if (theme === "host") return /^dark/.test(getComputedStyle(document.documentElement).colorScheme);
    return theme === "dark" || theme !== "light" && system.matches;
  };
  const apply = () => host.toggleAttribute("data-dark", dark());
  system.addEventListener("change", apply, { signal });
  apply();
}

// src/chat/main.js
function mountChat(gatekeeper, options) {
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
  const makePanel = async (around) => {
    return createPanel(gatekeeper, await loadTexts(lang, options.src), options, { ...around, life: life.signal });
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
  const watch = new MutationObserver(attach);
  watch.observe(document.documentElement, { childList: true });
  gatekeeper.on("destroy", () => {
    watch.disconnect();
    life.abort();
    host.remove();
  });
}
export {
  mountChat
};
