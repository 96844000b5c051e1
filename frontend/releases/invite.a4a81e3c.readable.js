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

// src/chat/invite.css
var invite_default = ".invite{bottom:calc(92px + env(safe-area-inset-bottom));display:flex;align-items:flex-start;max-width:min(300px,calc(100vw - 40px));border:1px solid var(--line);border-radius:16px;background:var(--bg);color:var(--fg);box-shadow:0 4px 16px #0003}.invite button:first-child{padding-block:10px;padding-inline:14px 4px;overflow-wrap:anywhere;text-align:start}";

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
async function loadTexts(lang, gatekeeper) {
  try {
    if (lang !== "en") return (await gatekeeper.load((await gatekeeper.load("languages.37855712.js sha256-N4VXEmnHqGQugF/q9VCQJlVG5L8F3yi43y9p+/qzBnY=")).FILES[lang])).default;
  } catch (error) {
    console.error(error);
  }
  return ENGLISH;
}

// src/chat/invite.js
async function showInvitation(gatekeeper, frame, words, open) {
  const texts = await loadTexts(frame.lang, gatekeeper);
  const away = () => invitation.remove();
  const refuse = () => (away(), frame.querySelector("button")?.focus());
  const accept = button(words, open, "");
  accept.dir = "auto";
  const invitation = element("div", { class: "invite", role: "status" }, accept, button(icon(CROSS), refuse, "", texts.close));
  dress(
    /** @type {ShadowRoot} */
    frame.getRootNode(),
    invite_default
  );
  frame.append(invitation);
  gatekeeper.on("open", away);
}
export {
  showInvitation
};
