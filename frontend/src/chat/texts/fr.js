/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Fermer le chat",
  clear: "Effacer la conversation",
  placeholder: "Écrire un message…",
  send: "Envoyer",
  you: "Vous",
  assistant: "Assistant",
  stop: "Arrêter",
  stopped: "Arrêté.",
  retry: "Réessayer",
  instead: "Demander plutôt à l’assistant",
  note: "Vous êtes hors ligne. Les messages simples reçoivent quand même une réponse.",
  offline: "Votre message n’est peut-être pas arrivé.",
  failed: "Aucune réponse n’est venue.",
  limited: "Trop de messages. Veuillez attendre {} secondes.",
};
