/** React: a form whose field is controlled. */
import { createElement, Children, cloneElement } from "react";
import { createRoot } from "react-dom/client";
import kit, { createChatBotMessage } from "react-chatbot-kit";
import { askHost, putInFront } from "./host.js";

const Chatbot = kit.default; // a CommonJS module, as a bundler for modules sees it
let add;
const ActionProvider = ({ setState, children }) => {
  add = (text) => setState((state) => ({ ...state, messages: [...state.messages, createChatBotMessage(text)] }));
  return createElement("div", {}, Children.map(children, (child) => cloneElement(child, { actions: {} })));
};
const MessageParser = ({ children }) => {
  const parse = async (message) => add(await askHost(message));
  return createElement("div", {}, Children.map(children, (child) => cloneElement(child, { parse, actions: {} })));
};
const root = document.body.appendChild(document.createElement("div"));
const config = { botName: "Host", initialMessages: [createChatBotMessage("Hello")] };
createRoot(root).render(createElement(Chatbot, { config, messageParser: MessageParser, actionProvider: ActionProvider }));
putInFront(
  () => ({ target: root }),
  (text) => add(text),
);
