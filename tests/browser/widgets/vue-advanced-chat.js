/** Vue: a text area whose text the component keeps, in the shadow root of a web component. */
import { register } from "vue-advanced-chat";
import { askHost, putInFront } from "./host.js";

register();
const chat = document.createElement("vue-advanced-chat");
const user = { _id: "1", username: "Visitor" };
const say = (content, senderId) => {
  const number = chat.messages.length;
  chat.messages = [...chat.messages, { _id: String(number), content, senderId, timestamp: "", date: "" }];
};
Object.assign(chat, {
  height: "500px",
  showAudio: false, // else the button to send is drawn with the first letter only
  currentUserId: "1",
  roomId: "1",
  rooms: [{ roomId: "1", roomName: "Shop", users: [user, { _id: "2", username: "Host" }] }],
  roomsLoaded: true,
  messagesLoaded: true,
  messages: [],
});
chat.addEventListener("send-message", async ({ detail: [{ content }] }) => {
  say(content, "1");
  say(await askHost(content), "2");
});
document.body.append(chat);
putInFront(
  () => ({ target: chat, field: "#roomTextarea", button: ".vac-icon-textarea > .vac-svg-button:last-child" }),
  (text) => say(text, "2"),
);
