/** @type {import("../texts.js").Texts} */
export default {
  title: "チャット",
  close: "チャットを閉じる",
  clear: "会話を消去",
  placeholder: "メッセージを入力…",
  send: "送信",
  you: "あなた",
  assistant: "アシスタント",
  stop: "停止",
  stopped: "停止しました。",
  retry: "再試行",
  instead: "アシスタントに聞く",
  note: "オフラインです。簡単なメッセージには引き続きお答えします。",
  offline: "メッセージが届いていない可能性があります。",
  failed: "回答がありませんでした。",
  limited: "メッセージが多すぎます。{} 秒お待ちください。",
};
