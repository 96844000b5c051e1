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

// src/chat/transcript.js
function copies({ tab }, words, note, panel) {
  const text = () => (
    /** @type {Turn[]} */
    (tab.get("transcript", []) || []).map(({ mine, text: text2, at }) => `${mine ? words.you : words.assistant}${at ? ` (${new Date(at).toLocaleString()})` : ""}:
${text2}
`).join("\n")
  );
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    note.textContent = words.copied;
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain;charset=utf-8" }));
    link.download = "chat.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
  };
  const times = button(words.times, () => {
    times.ariaPressed = String(panel.classList.toggle("timed"));
  }, "");
  times.ariaPressed = "false";
  const copying = navigator.clipboard ? [button(words.copy, () => copy().catch(console.error), "")] : [];
  return [...copying, button(words.download, download, ""), times];
}

// src/chat/words.js
var MENU_WORDS = {
  clear: "Clear conversation",
  sure: "Clear this conversation?",
  yes: "Clear",
  no: "Cancel",
  cleared: "Conversation cleared.",
  undo: "Undo",
  more: "More",
  copy: "Copy conversation",
  copied: "Copied.",
  download: "Download conversation",
  times: "Show times"
};

// src/chat/menu.js
var BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
var DOTS = "M5 12h.01M12 12h.01M19 12h.01";
function addMenu(gatekeeper, texts, panel, note, done) {
  const words = { ...MENU_WORDS, ...texts };
  const { tab } = gatekeeper;
  const clear = () => {
    const [talk, transcript] = [tab.get("talk", {}), tab.get("transcript", [])];
    gatekeeper.reset();
    done();
    const undo = () => {
      tab.set("talk", talk);
      tab.set("transcript", transcript);
      gatekeeper.restore();
      done();
    };
    note.replaceChildren(words.cleared, button(words.undo, undo, ""));
  };
  const confirm = () => {
    const yes = button(words.yes, clear, "");
    note.replaceChildren(words.sure, yes, button(words.no, done, ""));
    yes.focus();
  };
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    done();
  });
  const menu = element("div", { class: "menu", hidden: "" }, ...copies(gatekeeper, words, note, panel));
  const more = button(icon(DOTS), () => {
    menu.hidden = !menu.hidden;
    more.ariaExpanded = String(!menu.hidden);
  }, "", words.more);
  more.ariaExpanded = "false";
  const [header] = panel.children;
  header.querySelector("h2")?.after(more, button(icon(BIN), confirm, "", words.clear));
  header.after(menu);
}
export {
  addMenu
};
