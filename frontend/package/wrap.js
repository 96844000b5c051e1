/** The gatekeeper in front of chats that people install from npm: where each has its field and its button. */

/** @type {typeof import("./wrap.d.ts").presets} */
export const presets = {
  // The AI SDK draws nothing: the page says which of its forms is the chat.
  "ai-sdk": { target: "[data-delegation-chat]", field: "textarea, input:not([type]), [type=text]" },
  "assistant-ui": {
    target: "form:not(.aui-edit-composer-root)",
    field: "textarea[name=input]",
    button: '.aui-composer-send, [aria-label="Send message"]',
  },
  chatscope: { target: ".cs-message-input", field: ".cs-message-input__content-editor", button: ".cs-button--send" },
  copilotkit: { target: ".copilotKitInput", field: "textarea", button: "[data-testid=copilot-send-button]" },
  "deep-chat": { target: "deep-chat", field: "#text-input", button: ".input-button" },
};

/** @type {typeof import("./wrap.d.ts").wrapChat} */
export function wrapChat(gatekeeper, chat, answered) {
  const { target, field, button } = typeof chat === "string" ? presets[chat] : chat;
  const control = new AbortController();
  /** @type {Map<HTMLElement, () => void>} */
  const wrapped = new Map();

  /** The chat around the field that has the focus. @param {Event} event */
  const wrapFocused = (event) => {
    const path = event.composedPath().filter((each) => each instanceof HTMLElement);
    const at = path.findIndex((each) => each.matches(field));
    const found = at < 0 ? undefined : path.slice(at).find((each) => each.matches(target));
    if (found) wrap(found);
  };

  /** @param {HTMLElement} found */
  const wrap = (found) => {
    for (const [each, unwrap] of wrapped) {
      if (each.isConnected) continue;
      wrapped.delete(each);
      unwrap();
    }
    if (!wrapped.has(found)) wrapped.set(found, gatekeeper.wrap(found, { field, button, answered }));
  };

  // A chat is wrapped when its field gets the focus: it may be drawn at any time, and writing needs the focus.
  addEventListener("focusin", wrapFocused, { capture: true, signal: control.signal });
  for (const found of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(target))) {
    if ((found.shadowRoot || found).querySelector(field)) wrap(found);
  }
  const stop = () => {
    forget();
    control.abort();
    for (const unwrap of wrapped.values()) unwrap();
    wrapped.clear();
  };
  const forget = gatekeeper.on("destroy", stop);
  return stop;
}
