/** @type {import("../texts.js").Texts} */
export default {
  title: "Czat",
  close: "Zamknij czat",
  clear: "Wyczyść rozmowę",
  placeholder: "Napisz wiadomość…",
  send: "Wyślij",
  you: "Ty",
  assistant: "Asystent",
  stop: "Zatrzymaj",
  stopped: "Zatrzymano.",
  retry: "Spróbuj ponownie",
  instead: "Zapytaj jednak asystenta",
  note: "Brak połączenia. Na proste wiadomości nadal odpowiadamy.",
  offline: "Wiadomość mogła nie dotrzeć.",
  failed: "Nie nadeszła odpowiedź.",
  limited: "Za dużo wiadomości. Poczekaj {} s.",
};
