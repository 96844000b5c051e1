/** @type {import("../texts.js").Texts} */
export default {
  title: "채팅",
  close: "채팅 닫기",
  clear: "대화 지우기",
  placeholder: "메시지를 입력하세요…",
  send: "보내기",
  you: "나",
  assistant: "도우미",
  stop: "중지",
  stopped: "중지되었습니다.",
  retry: "다시 시도",
  instead: "도우미에게 묻기",
  note: "오프라인입니다. 간단한 메시지에는 계속 답합니다.",
  offline: "메시지가 전달되지 않았을 수 있습니다.",
  failed: "답변이 오지 않았습니다.",
  limited: "메시지가 너무 많습니다. {}초 기다려 주세요.",
};
