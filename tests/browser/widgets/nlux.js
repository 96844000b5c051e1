/** No framework: the composer is no form, its button a real one. */
import { createAiChat } from "@nlux/core";
import { askHost, putInFront } from "./host.js";

const root = document.body.appendChild(document.createElement("div"));
createAiChat().withAdapter({ batchText: askHost }).mount(root);
putInFront(
  () => ({ target: root, button: "button" }),
  (text) => root.append(text),
);
