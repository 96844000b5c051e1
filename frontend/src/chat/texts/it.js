/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Chiudi la chat",
  clear: "Cancella la conversazione",
  placeholder: "Scrivi un messaggio…",
  send: "Invia",
  you: "Tu",
  assistant: "Assistente",
  stop: "Ferma",
  stopped: "Fermato.",
  retry: "Riprova",
  instead: "Chiedi invece all’assistente",
  note: "Non sei in linea. I messaggi semplici ricevono comunque risposta.",
  offline: "Il tuo messaggio potrebbe non essere arrivato.",
  failed: "Non è arrivata alcuna risposta.",
  limited: "Troppi messaggi. Attendi {} secondi.",
};
