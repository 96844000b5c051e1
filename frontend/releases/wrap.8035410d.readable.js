// src/wrap.js
var FIELD = "textarea, [contenteditable], input:not([type=hidden])";
function wrap(gatekeeper, target, { field = FIELD, button, answered }) {
  const control = new AbortController();
  const root = target.shadowRoot || target;
  const find = (what) => typeof what === "string" ? root.querySelector(what) : what;
  const findField = () => find(field) || target;
  const intercept = (event) => {
    const field2 = findField();
    const message = textOf(field2);
    if (!message.trim()) return;
    if (gatekeeper.match(message).rule === null) {
      gatekeeper.state("unknown");
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    clear(field2);
    gatekeeper.ask(message).then((answer) => answered(answer, message), console.error);
  };
  const listen = (type, ours, place = window) => place.addEventListener(type, (event) => ours(event) && intercept(event), { capture: true, signal: control.signal });
  const submits = target.shadowRoot || target.getRootNode();
  listen("submit", (event) => inside(event, target), submits instanceof ShadowRoot ? submits : window);
  listen("keydown", (event) => inside(event, findField()) && isSending(event));
  listen("click", (event) => !!button && inside(event, find(button)));
  const stop = () => control.abort();
  gatekeeper.on("destroy", stop);
  return stop;
}
var inside = (event, element) => !!element && event.composedPath().includes(element);
var isSending = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
var textOf = (field) => String(
  /** @type {any} */
  field.value ?? field.textContent
);
function clear(field) {
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
  if (own?.set) own.set.call(field, "");
  else field.textContent = "";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "deleteContentBackward" }));
}
export {
  wrap
};
