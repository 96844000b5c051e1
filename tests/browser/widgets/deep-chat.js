/** A web component: an editable element and a button that is none, in a shadow root. */
import "deep-chat";
import { askHost, putInFront } from "./host.js";

const chat = document.createElement("deep-chat");
chat.connect = {
  handler: async (body, signals) => signals.onResponse({ text: await askHost(body.messages.at(-1).text) }),
};
document.body.append(chat);
putInFront(
  () => ({ target: chat, field: "#text-input", button: ".input-button" }),
  (text) => chat.addMessage({ text, role: "ai" }),
);
