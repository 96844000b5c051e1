/** @type {import("../texts.js").Texts} */
export default {
  title: "Obrolan",
  close: "Tutup obrolan",
  clear: "Hapus percakapan",
  placeholder: "Tulis pesan…",
  send: "Kirim",
  you: "Anda",
  assistant: "Asisten",
  stop: "Hentikan",
  stopped: "Dihentikan.",
  retry: "Coba lagi",
  instead: "Tanya asisten saja",
  note: "Anda sedang luring. Pesan sederhana tetap dijawab.",
  offline: "Pesan Anda mungkin belum sampai.",
  failed: "Tidak ada jawaban.",
  limited: "Terlalu banyak pesan. Tunggu {} detik.",
};
