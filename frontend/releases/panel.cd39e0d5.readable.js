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

// src/chat/composer.js
var ARROW = "M12 19V5M6 11l6-6 6 6";
function createComposer(texts, send) {
  const field = element("textarea", { rows: "1", "aria-label": texts.placeholder, placeholder: texts.placeholder });
  const form = element("form", {}, field, element("button", { class: "send", "aria-label": texts.send }, icon(ARROW)));
  const grow = () => {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + field.offsetHeight - field.clientHeight + "px";
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
  origin_not_allowed: "This chat is not set up for this page.",
  waiting: "Connecting again…",
  sure: "Clear this conversation?",
  yes: "Clear",
  no: "Cancel",
  limited: "Busy. Please wait {} seconds."
};
function inWords(texts, { code, words, retryAfter }) {
  if (retryAfter) return texts.limited.replace("{}", String(retryAfter));
  return words || texts[
    /** @type {"offline"} */
    code
  ] || texts.failed;
}
async function loadTexts(lang, gatekeeper) {
  try {
    if (lang !== "en") return (await gatekeeper.load((await gatekeeper.load("languages.bb3c1612.js sha256-uzwWEg4IK6SGhWmcUOshg7YTQ/GyzPDbqUZCzY5gak0=")).FILES[lang])).default;
  } catch (error) {
    console.error(error);
  }
  return ENGLISH;
}

// src/chat/turn.js
function addTurn(log, stick, author, markdown) {
  const mine = markdown === null;
  const text = element("div", { class: "words dots", dir: "auto" });
  const draw = markdown ? markdown.createWriter(text) : (words) => text.replaceChildren(words);
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant" },
    element("span", { class: "said" }, author),
    text,
    more
  );
  log.append(turn);
  stick();
  return {
    /** @param {string} words */
    write(words) {
      text.className = markdown ? "words rich" : "words";
      draw(words);
      stick();
    },
    /** What is read aloud: the words without the marks. */
    said: () => text.innerText,
    /** What stands under the words. @param {(Node | string)[]} nodes */
    offer(...nodes) {
      more.replaceChildren(...nodes);
      stick();
    },
    /** Nothing was written: only what stands under it remains. */
    blank() {
      text.hidden = text.className.includes("dots");
    }
  };
}

// src/chat/dialogue.js
var PACE_MS = 400;
var KEPT_TURNS = 100;
function createDialogue(gatekeeper, texts, { name, greeting, mark = "", rest, answered, markdown }) {
  let turns = [];
  let queue = Promise.resolve();
  let control = new AbortController();
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  let atEnd = true;
  const stick = () => {
    if (atEnd) log.scrollTop = log.scrollHeight;
  };
  let top = 0;
  log.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = log;
    const up = scrollTop < top;
    top = scrollTop;
    atEnd = scrollHeight - scrollTop - clientHeight < 80 || atEnd && !up;
  });
  new ResizeObserver(stick).observe(log);
  const announcer = element("p", { class: "said", role: "status" });
  const remember = (turn) => {
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.tab.set("transcript", turns);
  };
  const enqueue = (message, again = {}) => queue = queue.then(() => answer(message, again));
  const another = (label, message, again) => button(label, () => (rest(), enqueue(message, again)), "once");
  const under = (message, rule) => message && rule ? [mark, another(texts.instead, message, { rejects: rule })] : [];
  const show = ({ mine, text, message, rule }) => {
    const view = addTurn(log, stick, mine ? texts.you : texts.assistant, mine ? null : markdown);
    view.write(text);
    view.offer(...under(message, rule));
  };
  const answer = async (message, again) => {
    const view = addTurn(log, stick, texts.assistant, markdown);
    const { signal } = control = new AbortController();
    const stop = button(texts.stop, () => (rest(), control.abort()), "");
    const onWait = () => view.offer(texts.waiting, stop);
    view.offer(stop);
    try {
      const { userResponse: text, rule } = await gatekeeper.ask(message, { ...again, signal, onWait, onDelta: view.write });
      if (rule) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      view.write(text);
      view.offer(...under(message, rule));
      remember({ text, message, rule });
      announcer.textContent = view.said();
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
    atEnd = true;
    turns = (gatekeeper.tab.get("transcript", []) || []).filter((turn) => turn?.text);
    if (greeting) show({ text: greeting });
    turns.forEach(show);
  };
  const takeUp = () => {
    begin();
    for (const { id, message, accepted } of gatekeeper.pending()) accepted && enqueue(message, { id });
  };
  takeUp();
  gatekeeper.on("reset", begin);
  gatekeeper.on("restore", takeUp);
  return {
    log,
    announcer,
    /** @param {string} text */
    say(text) {
      atEnd = true;
      show({ mine: true, text });
      remember({ mine: true, text });
      enqueue(text);
    }
  };
}

// src/chat/panel.js
var BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
async function createPanel(gatekeeper, lang, options, { close, answered, life, markdown }) {
  const texts = await loadTexts(lang, gatekeeper);
  const name = options.title || texts.title;
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();
  const { log, announcer, say } = createDialogue(gatekeeper, texts, { ...options, name, rest, answered, markdown });
  const { form, field } = createComposer(texts, say);
  const note = element("p", { class: "note", role: "status" });
  const header = element("header", {}, element("h2", {}, name), button(icon(BIN), () => confirm(), "", texts.clear));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, announcer, form);
  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.note : "";
  };
  for (const type of ["online", "offline"]) addEventListener(type, connection, { signal: life });
  const confirm = () => {
    const yes = button(texts.yes, () => (gatekeeper.reset(), connection(), rest()), "");
    note.replaceChildren(texts.sure, yes, button(texts.no, () => (connection(), rest()), ""));
    yes.focus();
  };
  connection();
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  return { element: panel, rest };
}
export {
  createPanel
};
