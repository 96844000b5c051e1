/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Luk chatten",
  clear: "Ryd samtalen",
  placeholder: "Skriv en besked…",
  send: "Send",
  you: "Du",
  assistant: "Assistent",
  stop: "Stop",
  stopped: "Stoppet.",
  retry: "Prøv igen",
  instead: "Spørg assistenten i stedet",
  note: "Du er offline. Enkle beskeder besvares stadig.",
  offline: "Din besked er måske ikke nået frem.",
  failed: "Der kom intet svar.",
  limited: "For mange beskeder. Vent {} sekunder.",
};
