/** @type {import("../texts.js").Texts} */
export default {
  title: "聊天",
  close: "关闭聊天",
  clear: "清除对话",
  placeholder: "输入消息…",
  send: "发送",
  you: "您",
  assistant: "助手",
  stop: "停止",
  stopped: "已停止。",
  retry: "重试",
  instead: "改问助手",
  note: "您已离线。简单的消息仍会得到回复。",
  offline: "您的消息可能没有送达。",
  failed: "没有收到回复。",
  limited: "消息太多。请等待 {} 秒。",
};
