/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Chat schließen",
  clear: "Gespräch löschen",
  placeholder: "Nachricht schreiben …",
  send: "Senden",
  you: "Sie",
  assistant: "Assistent",
  stop: "Anhalten",
  stopped: "Angehalten.",
  retry: "Erneut versuchen",
  instead: "Stattdessen den Assistenten fragen",
  note: "Sie sind offline. Einfache Nachrichten werden trotzdem beantwortet.",
  offline: "Ihre Nachricht ist vielleicht nicht angekommen.",
  failed: "Es kam keine Antwort.",
  limited: "Zu viele Nachrichten. Bitte warten Sie {} Sekunden.",
};
