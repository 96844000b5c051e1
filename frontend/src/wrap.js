/** The gatekeeper in front of another chat. Loaded when a page calls `wrap`. */

/** @typedef {import("./types").WrapOptions} WrapOptions */

// What people write in, the likeliest first: a form may have a file input or a search field before it.
const FIELDS = ["textarea", "[contenteditable]:not([contenteditable=false])", "input:not([type]), [type=text], [type=search]"];

/**
 * Answers what the pack knows before the chat sends it; everything else goes the chat's own way, untouched.
 * @param {import("./gatekeeper.js").Gatekeeper} gatekeeper
 * @param {HTMLElement} target the chat's form, its field, or an element that stays when the chat draws these again
 * @param {WrapOptions} options
 * @returns {() => void} unwraps
 */
export function wrap(gatekeeper, target, { field, button, answered }) {
  const control = new AbortController();
  const root = target.shadowRoot || target;

  /** As it is now: a chat may draw it again. @param {HTMLElement | string} what  @returns {HTMLElement | null} */
  const find = (what) => (typeof what === "string" ? root.querySelector(what) : what);
  const findField = () => {
    const found = field ? find(field) : FIELDS.map(find).find(Boolean);
    return found || (target.matches(FIELDS.join()) ? target : null);
  };

  let seen = 0; // messages that came by here

  /** @param {Event} event */
  const intercept = (event) => {
    const field = findField();
    const message = field ? textOf(field) : "";
    if (!field || !message.trim()) return;
    seen += 1;
    if (gatekeeper.match(message).rule === null) {
      leave();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    clear(field);
    gatekeeper.ask(message).then((answer) => answered(answer, message), console.error);
  };

  /** The chat's own answer follows; what it awaits only the page can say. */
  const leave = () => gatekeeper.state("unknown");

  /** A click that empties the field has sent it past us, by a button that we do not know. @param {Event} event */
  const watch = (event) => {
    const field = findField();
    const before = field && textOf(field).trim();
    if (!before || inside(event, field)) return;
    const seenBefore = seen;
    setTimeout(() => {
      if (seen > seenBefore) return; // the click submitted a form, and so does Enter: by a click on its button
      if (event.defaultPrevented || textOf(findField() || field).trim()) return;
      leave();
      console.warn("delegation.wrap: a message was sent without it. Name what sends it as `button`:", event.composedPath()[0]);
    });
  };

  // On the window and capturing: before any listener that the chat has on its own elements.
  /** @param {string} type @param {(event: any) => boolean} ours @param {EventTarget} [place] */
  const listen = (type, ours, place = window) =>
    place.addEventListener(type, (event) => ours(event) && intercept(event), { capture: true, signal: control.signal });
  const submits = target.shadowRoot || target.getRootNode();
  // A submit inside a shadow root stays there.
  listen("submit", (event) => inside(event, target), submits instanceof ShadowRoot ? submits : window);
  listen("keydown", (event) => inside(event, findField()) && isSending(event));
  listen("click", (event) => (button && inside(event, find(button)) ? true : (watch(event), false)));
  if (!findField()) console.warn("delegation.wrap: there is no field to write in yet. Name it as `field`.", target);

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
