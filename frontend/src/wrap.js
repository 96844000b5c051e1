/** The gatekeeper in front of somebody else's chat. Loaded when a page calls `wrap`. */

/** @typedef {import("./types").WrapOptions} WrapOptions */

/**
 * Answers what the pack knows before the chat sends it; everything else goes the chat's own way, untouched.
 * @param {import("./gatekeeper.js").Gatekeeper} gatekeeper
 * @param {HTMLElement} target the chat's form, or its field where there is no form
 * @param {WrapOptions} options
 * @returns {() => void} unwraps
 */
export function wrap(gatekeeper, target, { field = findField(target), button, answered }) {
  const control = new AbortController();

  /** @param {Event} event */
  const intercept = (event) => {
    const message = textOf(field);
    if (!message.trim()) return;
    if (gatekeeper.match(message).rule === null) {
      gatekeeper.state("unknown"); // the chat's own answer follows; what it awaits only the page can say
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    clear(field);
    gatekeeper.ask(message).then((answer) => answered(answer, message), console.error);
  };

  // On the window and capturing: before any listener that the chat has on its own elements.
  /** @param {string} type @param {(event: any) => boolean} ours @param {EventTarget} [place] */
  const listen = (type, ours, place = window) =>
    place.addEventListener(type, (event) => ours(event) && intercept(event), { capture: true, signal: control.signal });
  const root = target.getRootNode();
  // A submit inside a shadow root stays there.
  listen("submit", (event) => inside(event, target), root instanceof ShadowRoot ? root : window);
  listen("keydown", (event) => inside(event, field) && isSending(event));
  listen("click", (event) => !!button && inside(event, button));

  const stop = () => control.abort();
  gatekeeper.on("destroy", stop);
  return stop;
}

/** Also inside the shadow roots of web components. @param {Event} event @param {EventTarget} element */
const inside = (event, element) => event.composedPath().includes(element);

/** Enter as most chats take it; while composing it picks a candidate. @param {KeyboardEvent} event */
const isSending = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;

/** @param {HTMLElement} target  @returns {HTMLElement} */
const findField = (target) => target.querySelector("textarea, [contenteditable], input:not([type=hidden])") || target;

/** @param {HTMLElement} field */
const textOf = (field) => String(/** @type {any} */ (field).value ?? field.textContent);

/** Empties the field so that React and Vue notice. @param {HTMLElement} field */
function clear(field) {
  // Frameworks shadow `value` on the element to see their own writes; the prototype's setter is one they do not see.
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
  if (own?.set) own.set.call(field, "");
  else field.textContent = "";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "deleteContentBackward" }));
}
