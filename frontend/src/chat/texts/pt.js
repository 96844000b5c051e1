/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Fechar o chat",
  clear: "Limpar a conversa",
  placeholder: "Escreva uma mensagem…",
  send: "Enviar",
  you: "Você",
  assistant: "Assistente",
  stop: "Parar",
  stopped: "Parado.",
  retry: "Tentar de novo",
  instead: "Perguntar ao assistente",
  note: "Você está sem conexão. Mensagens simples ainda são respondidas.",
  offline: "Sua mensagem pode não ter chegado.",
  failed: "Nenhuma resposta chegou.",
  limited: "Mensagens demais. Aguarde {} segundos.",
};
