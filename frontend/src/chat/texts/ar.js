/** @type {import("../texts.js").Texts} */
export default {
  title: "محادثة",
  close: "إغلاق المحادثة",
  clear: "مسح المحادثة",
  placeholder: "اكتب رسالة…",
  send: "إرسال",
  you: "أنت",
  assistant: "المساعد",
  stop: "إيقاف",
  stopped: "تم الإيقاف.",
  retry: "إعادة المحاولة",
  instead: "اسأل المساعد بدلاً من ذلك",
  note: "أنت غير متصل. ما زلنا نجيب عن الرسائل البسيطة.",
  offline: "ربما لم تصل رسالتك.",
  failed: "لم يصل أي رد.",
  limited: "رسائل كثيرة جداً. انتظر {} ثانية.",
};
