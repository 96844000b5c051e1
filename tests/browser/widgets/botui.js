/** React again: the field is there only while the bot waits for it. */
import { createBot } from "botui";
import { BotUI, BotUIAction, BotUIMessageList } from "@botui/react";
import { createElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { askHost, putInFront } from "./host.js";

const bot = createBot();
const root = document.body.appendChild(document.createElement("div"));
async function converse() {
  for (;;) {
    const { value } = await bot.action.set({ placeholder: "Say it" }, { actionType: "input" });
    await bot.message.add({ text: await askHost(value) });
  }
}
function Conversation() {
  useEffect(() => void setTimeout(converse), []); // once the bot itself listens, which is after its parts
  return null;
}
const parts = [BotUIMessageList, BotUIAction, Conversation].map((part) => createElement(part, { key: part.name }));
createRoot(root).render(createElement(BotUI, { bot }, ...parts));
putInFront(
  () => ({ target: root }),
  (text) => root.append(text), // its own list takes no message while it waits for one
);
