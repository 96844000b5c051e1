/** @type {import("../texts.js").Texts} */
export default {
  title: "Chat",
  close: "Cerrar el chat",
  clear: "Borrar la conversación",
  placeholder: "Escribe un mensaje…",
  send: "Enviar",
  you: "Tú",
  assistant: "Asistente",
  stop: "Detener",
  stopped: "Detenido.",
  retry: "Intentar de nuevo",
  instead: "Preguntar al asistente",
  note: "No tienes conexión. Los mensajes sencillos se responden igualmente.",
  offline: "Puede que tu mensaje no haya llegado.",
  failed: "No llegó ninguna respuesta.",
  limited: "Demasiados mensajes. Espera {} segundos.",
};
