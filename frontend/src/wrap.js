/** The gatekeeper in front of somebody else's chat. Loaded when a page calls `wrap`. */

/** @typedef {import("./types").WrapOptions} WrapOptions */

const FIELD = "textarea, [contenteditable], input:not([type=hidden])";

/**
 * Answers what the pack knows before the chat sends it; everything else goes the chat's own way, untouched.
 * @param {import("./gatekeeper.js").Gatekeeper} gatekeeper
 * @param {HTMLElement} target the chat's form, its field, or whatever stays when the chat draws these anew
 * @param {WrapOptions} options
 * @returns {() => void} unwraps
 */
export function wrap(gatekeeper, target, { field = FIELD, button, answered }) {
  const control = new AbortController();
  const root = target.shadowRoot || target;

  /** As it stands now: a chat may draw it anew. @param {HTMLElement | string} what  @returns {HTMLElement | null} */
  const find = (what) => (typeof what === "string" ? root.querySelector(what) : what);
  const findField = () => find(field) || target;

  /** @param {Event} event */
  const intercept = (event) => {
    const field = findField();
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
  const submits = target.shadowRoot || target.getRootNode();
  // A submit inside a shadow root stays there.
  listen("submit", (event) => inside(event, target), submits instanceof ShadowRoot ? submits : window);
  listen("keydown", (event) => inside(event, findField()) && isSending(event));
  listen("click", (event) => !!button && inside(event, find(button)));

  const stop = () => control.abort();
  gatekeeper.on("destroy", stop);
  return stop;
}

/** Also inside the shadow roots of web components. @param {Event} event @param {EventTarget | null} element */
const inside = (event, element) => !!element && event.composedPath().includes(element);

/** Enter as most chats take it; while composing it picks a candidate. @param {KeyboardEvent} event */
const isSending = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;

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
