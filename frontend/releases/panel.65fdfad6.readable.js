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
  below: "New message",
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
    if (lang !== "en") return (await gatekeeper.load((await gatekeeper.load("languages.37855712.js sha256-N4VXEmnHqGQugF/q9VCQJlVG5L8F3yi43y9p+/qzBnY=")).FILES[lang])).default;
  } catch (error) {
    console.error(error);
  }
  return ENGLISH;
}

// src/chat/turn.js
function addTurn(log, update, author, markdown) {
  const mine = markdown === null;
  const text = element("div", { class: "words dots", dir: "auto" });
  const draw = markdown ? markdown.createWriter(text) : (words) => text.replaceChildren(words);
  const more = element("div", { class: "more" });
  const turn = element(
    "div",
    { class: mine ? "turn visitor" : "turn assistant", tabindex: "-1" },
    // a touch shows its thumbs
    element("span", { class: "said" }, author),
    text,
    more
  );
  update(() => log.append(turn));
  return {
    turn,
    /** @param {string} words */
    write(words) {
      text.className = markdown ? "words rich" : "words";
      update(() => draw(words));
    },
    /** What is read aloud: the words without the marks. */
    said: () => text.innerText,
    /** What stands under the words. @param {(Node | string)[]} nodes */
    offer(...nodes) {
      update(() => more.replaceChildren(...nodes));
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
function createDialogue(gatekeeper, texts, { name, greeting, mark = "", rest, page, answered, markdown, tools }) {
  let turns = [];
  let queue = Promise.resolve();
  let control = new AbortController();
  const log = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": name, tabindex: "0" });
  let atEnd = true;
  const stick = () => {
    if (atEnd) log.scrollTop = log.scrollHeight;
    below.hidden = atEnd;
  };
  const update = (change) => {
    const focused = log.querySelector(":focus");
    change();
    if (focused?.checkVisibility() === false) rest();
    stick();
  };
  const below = button(texts.below + " ↓", () => (atEnd = true, stick(), rest()), "below");
  below.hidden = true;
  let top = 0;
  log.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = log;
    const up = scrollTop < top;
    top = scrollTop;
    atEnd = scrollHeight - scrollTop - clientHeight < 80 || atEnd && !up;
    below.hidden ||= atEnd;
  });
  new ResizeObserver(stick).observe(log);
  const announcer = element("p", { class: "said", role: "status" });
  const remember = (turn) => {
    turn.at = Date.now();
    turns = [...turns, turn].slice(-KEPT_TURNS);
    gatekeeper.tab.set("transcript", turns);
    return turn;
  };
  const enqueue = (message, again = {}) => queue = queue.then(() => answer(message, again));
  const another = (label, message, again) => button(label, () => (rest(), again.rejects && gatekeeper.bus.emit("rejected", again.rejects), enqueue(message, again)), "once");
  const under = (message, rule) => message && rule ? [mark, another(texts.instead, message, { rejects: rule })] : [];
  const show = (turn) => {
    const { mine, text, message, rule } = turn;
    const view = addTurn(log, update, mine ? texts.you : texts.assistant, mine ? null : markdown);
    view.write(text);
    view.offer(...under(message, rule));
    tools?.shown(view.turn, turn);
  };
  const answer = async (message, again) => {
    const view = addTurn(log, update, texts.assistant, markdown);
    const { signal } = control = new AbortController();
    const stop = button(texts.stop, () => (rest(), control.abort()), "");
    const onWait = () => view.offer(announcer.textContent = texts.waiting, stop);
    view.offer(stop);
    try {
      const answer2 = await gatekeeper.ask(message, { ...again, signal, onWait, onDelta: view.write, page: page() });
      const { userResponse: text, rule, id, options } = answer2;
      if (rule) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      if (rule) gatekeeper.bus.emit("local", answer2);
      view.write(text);
      view.offer(...under(message, rule));
      tools?.shown(view.turn, remember({ text, message, rule, id, options }));
      stick();
      announcer.textContent = [view.said(), ...options || []].join("; ");
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
    tools?.began(log);
  };
  const takeUp = () => {
    begin();
    for (const { id, message, accepted } of gatekeeper.pending()) accepted && enqueue(message, { id });
  };
  takeUp();
  gatekeeper.on("reset", begin);
  gatekeeper.on("restore", takeUp);
  setTimeout(() => turns.length || (announcer.textContent = greeting || ""), 1e3);
  return {
    log,
    below,
    announcer,
    /** @param {string} text */
    say(text) {
      atEnd = true;
      gatekeeper.bus.emit("message", { text });
      show({ mine: true, text });
      remember({ mine: true, text });
      enqueue(text);
    }
  };
}

// src/chat/panel.js
async function createPanel(gatekeeper, lang, options, { close, answered, page, life, markdown, tools: parts, menu }) {
  const texts = await loadTexts(lang, gatekeeper);
  const name = options.title || texts.title;
  const rest = () => (matchMedia("(pointer:coarse)").matches ? log : field).focus();
  const tools = parts?.createTools(gatekeeper, texts, options, (text) => say(text));
  const { log, below, announcer, say } = createDialogue(gatekeeper, texts, { ...options, name, rest, page, answered, markdown, tools });
  const { form, field } = createComposer(texts, say);
  const note = element("p", { class: "note", role: "status" });
  const header = element("header", {}, element("h2", {}, name));
  if (close) header.append(button(icon(CROSS), close, "", texts.close));
  const panel = element("div", { class: "panel" }, header, note, log, below, announcer, form);
  const connection = () => {
    note.textContent = navigator.onLine === false ? texts.note : "";
  };
  for (const type of ["online", "offline"]) addEventListener(type, () => note.firstChild?.nextSibling || connection(), { signal: life });
  const done = () => (connection(), rest());
  gatekeeper.on("message", connection);
  connection();
  tools?.furnish(panel);
  menu?.addMenu(gatekeeper, texts, panel, note, done);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close?.();
  });
  return { element: panel, rest };
}
export {
  createPanel
};
