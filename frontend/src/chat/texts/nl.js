/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Chat sluiten",
  clear: "Gesprek wissen",
  placeholder: "Schrijf een bericht…",
  send: "Versturen",
  you: "U",
  assistant: "Assistent",
  stop: "Stoppen",
  stopped: "Gestopt.",
  retry: "Opnieuw proberen",
  instead: "Toch de assistent vragen",
  note: "U bent offline. Eenvoudige berichten worden nog beantwoord.",
  offline: "Uw bericht is misschien niet aangekomen.",
  failed: "Er kwam geen antwoord.",
  limited: "Te veel berichten. Wacht {} seconden.",
};
