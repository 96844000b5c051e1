/** @type {import("../texts.js").Texts} */
export default {
  title: "Sohbet",
  close: "Sohbeti kapat",
  clear: "Konuşmayı temizle",
  placeholder: "Bir mesaj yazın…",
  send: "Gönder",
  you: "Siz",
  assistant: "Asistan",
  stop: "Durdur",
  stopped: "Durduruldu.",
  retry: "Tekrar dene",
  instead: "Bunun yerine asistana sor",
  note: "Çevrimdışısınız. Basit mesajlar yine de yanıtlanır.",
  offline: "Mesajınız ulaşmamış olabilir.",
  failed: "Yanıt gelmedi.",
  limited: "Çok fazla mesaj. Lütfen {} saniye bekleyin.",
};
