/** The way to a person: offered when the visitor asks for one, or when the assistant cannot help. Loaded with the panel. */

import { destination } from "./addresses.js";
import { button, element } from "./elements.js";
import { tell } from "./tell.js";
import { HANDOFF_WORDS } from "./words.js";

const PATIENCE = 2; // failures, rejections or thumbs down

/** @typedef {{ mine?: boolean, text: string, at?: number }} Said */

// How people ask for a person, in every language of the chat: visitors do not always write in the page's.
export const ASKED = RegExp(
  [
    ...["human", "real person", "live agent", "representative", "(talk|speak|chat) (to|with) (a person|someone|somebody|an agent)"],
    ...["mensch", "mitarbeiter", "kundendienst", "persona real", "ser humano", "hablar con (una persona|alguien)", "un agente"],
    ...["humain", "une vraie personne", "un conseiller", "parler à quelqu", "essere umano", "persona vera", "operatore", "atendente"],
    ...["falar com (uma pessoa|alguém)", "humano", "umano", "medewerker", "een mens", "menneske", "medarbejder", "människa"],
    ...["handläggare", "prawdziw\\S+ osob", "człowiek", "konsultant", "člověk", "s někým mluvit", "operátor", "человек", "оператор"],
    ...["людин", "insan", "temsilci", "yetkili", "إنسان", "موظف", "شخص حقيقي", "אדם אמיתי", "נציג", "בן אדם", "इंसान", "व्यक्ति से"],
    ...["manusia", "petugas", "orang asli", "人間", "担当者", "オペレーター", "상담원", "사람과", "사람이랑", "人工", "真人", "客服"],
  ].join("|"),
  "i",
);

/**
 * @param {import("../gatekeeper.js").Gatekeeper} gatekeeper
 * @param {import("./texts.js").Texts & Partial<import("./words.js").Words>} texts
 * @param {string} way `event`, `email`, or an address, which may be one of this site
 * @param {HTMLElement} panel
 */
export function offerPerson(gatekeeper, texts, way, panel) {
  const words = { ...HANDOFF_WORDS, ...texts };
  const log = /** @type {HTMLElement} */ (panel.querySelector(".log"));
  let troubles = 0;

  if (!destination(way)) return console.error("data-handoff leads nowhere: " + way);

  const said = element("p", { class: "said", role: "status" });
  panel.append(said);

  const offer = () => {
    troubles = 0;
    if (log.querySelector(".handoff form")) return; // they write their address
    log.querySelector(".handoff")?.remove();
    // No turn, and not the last of its type: what can be pressed under the last answer stays.
    const row = element("section", { class: "handoff" });
    row.append(["event", "email"].includes(way) ? button(words.person, () => hand(row), "") : link());
    log.append(row);
    log.scrollTop = log.scrollHeight;
    said.textContent = words.person;
  };

  /** @returns {Said[]} */
  const transcript = () => gatekeeper.tab.get("transcript", []) || [];
  const emit = () =>
    gatekeeper.bus.emit("handoff", { conversation: gatekeeper.debug().conversation, transcript: transcript() });

  const link = () => {
    const made = element("a", { href: way, target: "_blank", rel: "noopener" }, words.person);
    made.addEventListener("click", emit);
    return made;
  };

  /** @param {HTMLElement} row */
  const pass = (row) => {
    emit();
    if (way === "email") row.replaceChildren((said.textContent = words.passed));
    else row.remove(); // the page says what comes
    log.focus();
  };

  /** @param {HTMLElement} row */
  const hand = (row) => (way === "email" ? askForAddress(row) : pass(row));

  /** Asks where a person may write, and whether they may. @param {HTMLElement} row */
  const askForAddress = (row) => {
    const email = element("input", { type: "email", required: "", autocomplete: "email" });
    const agree = element("input", { type: "checkbox", required: "" });
    const note = element("p", { class: "bad", role: "status" });
    const form = element("form", {}, element("label", { class: "above" }, words.email, email), element("label", {}, agree, element("span", {}, words.agree)), element("button", { class: "wide" }, texts.send), note);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.ariaBusy === "true") return;
      form.ariaBusy = "true"; // a disabled button would lose the focus
      const { conversation } = gatekeeper.debug();
      const body = { conversation, email: email.value.trim(), consent: agree.checked };
      if (await tell(gatekeeper, "handoffs", body).catch(() => false)) return pass(row);
      form.ariaBusy = "false";
      note.textContent = texts.offline;
    });
    row.replaceChildren(form);
    email.focus();
  };

  const trouble = () => ++troubles >= PATIENCE && setTimeout(offer); // below the words that say what failed
  const look = (/** @type {string} */ text) => ASKED.test(text) && setTimeout(offer);
  look(transcript().filter(({ mine }) => mine).at(-1)?.text || ""); // what was said before this was here
  gatekeeper.on("message", ({ text }) => look(text));
  gatekeeper.on("error", trouble);
  gatekeeper.on("rejected", trouble);
  gatekeeper.on("feedback", ({ helpful }) => helpful || trouble());
  gatekeeper.on("answer", ({ source }) => source === "local" || (troubles = troubles && troubles - 1));
}
