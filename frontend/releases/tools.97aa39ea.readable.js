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

// src/chat/settings.js
var listed = (text = "") => text.split(/[|\n]/).map((each) => each.trim()).filter(Boolean);

// src/identity.js
var randomId = () => globalThis.crypto?.getRandomValues(new Uint32Array(3)).join("-") || "" + Date.now();
function visitorIn(store) {
  let visitor = store.get("visitor", "");
  if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", visitor = randomId());
  return visitor;
}

// src/chat/tell.js
async function tell({ key, site, tab, kept }, what, body) {
  const visitor = visitorIn(tab.get("visitor", "") ? tab : kept);
  const { ok } = await fetch(`${site.origin}/api/v1/${what}`, {
    method: "POST",
    body: JSON.stringify({ key, visitor, ...body }),
    // a string goes as text/plain, which needs no preflight
    keepalive: true,
    credentials: "omit"
  });
  return ok;
}

// src/chat/words.js
var TOOLS_WORDS = {
  suggestions: "Suggestions",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  rated: "Thank you for the feedback.",
  privacy: "Privacy"
};

// src/chat/tools.js
var UP = "M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2 5h6l-2 12H7";
var DOWN = "M17 13V4h3v9zM17 13l-4 8c-2 0-3-1-2-5H5l2-12h10";
function createTools(gatekeeper, texts, options, say) {
  const words = { ...TOOLS_WORDS, ...texts };
  const { bus, tab } = gatekeeper;
  const said = element("p", { class: "said", role: "status" });
  const choices = (choices2) => element(
    "div",
    { class: "choices once", role: "group", "aria-label": words.suggestions },
    ...choices2.map((each) => button(each, () => say(each), "choice"))
  );
  const rate = (turn, helpful) => {
    const { rule, at } = turn;
    turn.helpful = helpful;
    tab.set("transcript", (tab.get("transcript", []) || []).map((each) => each.at === at ? turn : each));
    bus.emit("feedback", { helpful, rule });
    said.textContent = words.rated;
    const local = rule && { rule: rule.id, version: rule.version, message: turn.message };
    if (gatekeeper.debug().consented) tell(gatekeeper, "feedback", { helpful, id: turn.id, local }).catch(console.error);
  };
  const thumbs = (turn) => {
    const both = [true, false].map((helpful) => {
      const press = () => {
        rate(turn, helpful);
        draw();
      };
      return button(icon(helpful ? UP : DOWN), press, "thumb", helpful ? words.helpful : words.unhelpful);
    });
    const draw = () => both.forEach((each, at) => each.ariaPressed = String(turn.helpful === !at));
    draw();
    return both;
  };
  return {
    /** @param {HTMLElement} place of the turn @param {Turn} turn */
    shown(place, turn) {
      const { at, id, rule, mine } = turn;
      if (at) place.append(element("time", { datetime: new Date(at).toISOString() }, new Date(at).toLocaleTimeString([], { timeStyle: "short" })));
      if (!mine && (id || rule)) place.querySelector(".more")?.append(element("div", { class: "thumbs" }, ...thumbs(turn)));
      if (turn.options?.length) place.append(choices(turn.options));
    },
    /** @param {HTMLElement} log of a conversation that begins, or goes on */
    began(log) {
      const first = listed(options.suggestions);
      if (first.length && !log.querySelector(".visitor")) log.append(element("div", { class: "turn assistant" }, choices(first)));
    },
    /** @param {HTMLElement} panel */
    furnish(panel) {
      const [header] = panel.children;
      if (options.logo) {
        const logo = element("img", { src: options.logo, alt: "", class: "logo" });
        logo.addEventListener("error", () => logo.remove());
        header.prepend(logo);
      }
      if (options.privacy || options.privacyText) {
        const link = options.privacy ? [element("a", { href: options.privacy, target: "_blank", rel: "noopener" }, words.privacy)] : [];
        panel.append(element("p", { class: "privacy", dir: "auto" }, options.privacyText || "", " ", ...link));
      }
      panel.append(said);
      if (options.handoff) {
        gatekeeper.load("handoff.1e9452f6.js sha256-HpRS9ugyLnn3Uwxf31y0m3GDFas6P87GhRnF6hzHFu8=").then(({ offerPerson }) => offerPerson(gatekeeper, texts, options.handoff, panel), console.error);
      }
    }
  };
}
export {
  createTools
};
