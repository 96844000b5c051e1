/** @type {import("../texts.js").Texts} */
export default {
  title: "Chatt",
  close: "Stäng chatten",
  clear: "Rensa konversationen",
  placeholder: "Skriv ett meddelande…",
  send: "Skicka",
  you: "Du",
  assistant: "Assistent",
  stop: "Stoppa",
  stopped: "Stoppat.",
  retry: "Försök igen",
  instead: "Fråga assistenten i stället",
  note: "Du är offline. Enkla meddelanden besvaras ändå.",
  offline: "Ditt meddelande kanske inte kom fram.",
  failed: "Inget svar kom.",
  limited: "För många meddelanden. Vänta {} sekunder.",
};
