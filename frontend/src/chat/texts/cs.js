/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Zavřít chat",
  clear: "Vymazat konverzaci",
  placeholder: "Napište zprávu…",
  send: "Odeslat",
  you: "Vy",
  assistant: "Asistent",
  stop: "Zastavit",
  stopped: "Zastaveno.",
  retry: "Zkusit znovu",
  instead: "Zeptat se raději asistenta",
  note: "Jste offline. Na jednoduché zprávy stále odpovídáme.",
  offline: "Vaše zpráva možná nedorazila.",
  failed: "Odpověď nepřišla.",
  limited: "Příliš mnoho zpráv. Počkejte {} s.",
};
