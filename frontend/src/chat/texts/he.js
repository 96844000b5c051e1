/** @type {import("../texts.js").Texts} */
export default {
  title: "צ׳אט",
  close: "סגירת הצ׳אט",
  clear: "מחיקת השיחה",
  placeholder: "כתבו הודעה…",
  send: "שליחה",
  you: "את/ה",
  assistant: "העוזר",
  stop: "עצירה",
  stopped: "נעצר.",
  retry: "ניסיון נוסף",
  instead: "לשאול את העוזר במקום",
  note: "אין חיבור. הודעות פשוטות עדיין נענות.",
  offline: "ייתכן שההודעה לא הגיעה.",
  failed: "לא הגיעה תשובה.",
  limited: "יותר מדי הודעות. נא להמתין {} שניות.",
};
