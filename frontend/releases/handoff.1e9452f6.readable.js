// src/chat/addresses.js
var SCHEMES = ["http:", "https:", "mailto:", "tel:"];
function destination(address) {
  if (!URL.canParse(address, location.href)) return void 0;
  const url = new URL(address, location.href);
  return SCHEMES.includes(url.protocol) ? url : void 0;
}

// src/chat/elements.js
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}
function button(face, press, look, label) {
  const made = element("button", { type: "button", class: look }, face);
  if (label) made.ariaLabel = made.title = label;
  made.addEventListener("click", press);
  return made;
}

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
var HANDOFF_WORDS = {
  person: "Talk to a person",
  email: "Your email address",
  agree: "A person may read this conversation and write to me.",
  passed: "Thank you. A person will write to you."
};

// src/chat/handoff.js
var PATIENCE = 2;
var ASKED = RegExp(
  [
    ...["human", "real person", "live agent", "representative", "(talk|speak|chat) (to|with) (a person|someone|somebody|an agent)"],
    ...["mensch", "mitarbeiter", "kundendienst", "persona real", "ser humano", "hablar con (una persona|alguien)", "un agente"],
    ...["humain", "une vraie personne", "un conseiller", "parler à quelqu", "essere umano", "persona vera", "operatore", "atendente"],
    ...["falar com (uma pessoa|alguém)", "humano", "umano", "medewerker", "een mens", "menneske", "medarbejder", "människa"],
    ...["handläggare", "prawdziw\\S+ osob", "człowiek", "konsultant", "člověk", "s někým mluvit", "operátor", "человек", "оператор"],
    ...["людин", "insan", "temsilci", "yetkili", "إنسان", "موظف", "شخص حقيقي", "אדם אמיתי", "נציג", "בן אדם", "इंसान", "व्यक्ति से"],
    ...["manusia", "petugas", "orang asli", "人間", "担当者", "オペレーター", "상담원", "사람과", "사람이랑", "人工", "真人", "客服"]
  ].join("|"),
  "i"
);
function offerPerson(gatekeeper, texts, way, panel) {
  const words = { ...HANDOFF_WORDS, ...texts };
  const log = (
    /** @type {HTMLElement} */
    panel.querySelector(".log")
  );
  let troubles = 0;
  if (!destination(way)) return console.error("data-handoff leads nowhere: " + way);
  const said = element("p", { class: "said", role: "status" });
  panel.append(said);
  const offer = () => {
    troubles = 0;
    if (log.querySelector(".handoff form")) return;
    log.querySelector(".handoff")?.remove();
    const row = element("section", { class: "handoff" });
    row.append(["event", "email"].includes(way) ? button(words.person, () => hand(row), "") : link());
    log.append(row);
    log.scrollTop = log.scrollHeight;
    said.textContent = words.person;
  };
  const transcript = () => gatekeeper.tab.get("transcript", []) || [];
  const emit = () => gatekeeper.bus.emit("handoff", { conversation: gatekeeper.debug().conversation, transcript: transcript() });
  const link = () => {
    const made = element("a", { href: way, target: "_blank", rel: "noopener" }, words.person);
    made.addEventListener("click", emit);
    return made;
  };
  const pass = (row) => {
    emit();
    if (way === "email") row.replaceChildren(said.textContent = words.passed);
    else row.remove();
    log.focus();
  };
  const hand = (row) => way === "email" ? askForAddress(row) : pass(row);
  const askForAddress = (row) => {
    const email = element("input", { type: "email", required: "", autocomplete: "email" });
    const agree = element("input", { type: "checkbox", required: "" });
    const note = element("p", { class: "bad", role: "status" });
    const form = element("form", {}, element("label", { class: "above" }, words.email, email), element("label", {}, agree, element("span", {}, words.agree)), element("button", { class: "wide" }, texts.send), note);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.ariaBusy === "true") return;
      form.ariaBusy = "true";
      const { conversation } = gatekeeper.debug();
      const body = { conversation, email: email.value.trim(), consent: agree.checked };
      if (await tell(gatekeeper, "handoffs", body).catch(() => false)) return pass(row);
      form.ariaBusy = "false";
      note.textContent = texts.offline;
    });
    row.replaceChildren(form);
    email.focus();
  };
  const trouble = () => ++troubles >= PATIENCE && setTimeout(offer);
  const look = (text) => ASKED.test(text) && setTimeout(offer);
  look(transcript().filter(({ mine }) => mine).at(-1)?.text || "");
  gatekeeper.on("message", ({ text }) => look(text));
  gatekeeper.on("error", trouble);
  gatekeeper.on("rejected", trouble);
  gatekeeper.on("feedback", ({ helpful }) => helpful || trouble());
  gatekeeper.on("answer", ({ source }) => source === "local" || (troubles = troubles && troubles - 1));
}
export {
  ASKED,
  offerPerson
};
