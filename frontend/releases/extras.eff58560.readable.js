// src/identity.js
var randomId = () => globalThis.crypto?.getRandomValues(new Uint32Array(3)).join("-") || "" + Date.now();
function visitorIn(store) {
  let visitor = store.get("visitor", "");
  if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", visitor = randomId());
  return visitor;
}

// src/identify.js
var KNOWN = "id-";
async function digest(key, token) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key + "\n" + token));
  const letters = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return KNOWN + letters.replace(/[+/=]/g, "-").slice(0, 32);
}
async function identify(gatekeeper, store, token) {
  const { key, tab } = gatekeeper;
  const known = token && await digest(key, token);
  const stored = visitorIn(store);
  const visitor = known || (stored.startsWith(KNOWN) ? randomId() : stored);
  const before = tab.get("visitor", "") || (known ? "" : stored);
  if (visitor !== before) {
    gatekeeper.flush();
    gatekeeper.reset();
  }
  store.set("visitor", visitor);
  tab.set("visitor", known || "");
}

// src/own.js
async function askOwn(parts, message, local, respond) {
  const { state } = parts.talk;
  const awaiting = parts.talk.awaiting();
  const id = randomId();
  state.open[id] = /** @type {any} */
  {};
  parts.talk.save();
  try {
    const answer = await respond(message, { awaiting, local, id, visitor: parts.visitor() });
    state.local = state.local.slice(local.length);
    if (state === parts.talk.state) parts.talk.await(answer.awaiting);
    if (answer.learningInstruction) report(parts, { ...answer, id, message, awaiting });
    return { awaiting: "unknown", ...answer, source: "own" };
  } finally {
    delete state.open[id];
    parts.talk.save();
  }
}
async function report({ key, origin, visitor }, { id, message, awaiting, learningInstruction }) {
  try {
    const response = await fetch(origin + "/api/v1/lessons", {
      method: "POST",
      body: JSON.stringify({ key, visitor: visitor(), id, message, awaiting, learningInstruction }),
      keepalive: true,
      credentials: "omit"
    });
    if (!response.ok) console.warn("delegation", (await response.json()).fields);
  } catch (error) {
    console.warn("delegation", error);
  }
}

// src/wrap.js
var FIELDS = ["textarea", "[contenteditable]:not([contenteditable=false])", "input:not([type]), [type=text], [type=search]"];
function wrap(gatekeeper, target, { field, button, answered }) {
  const control = new AbortController();
  const root = target.shadowRoot || target;
  const find = (what) => typeof what === "string" ? root.querySelector(what) : what;
  const findField = () => {
    const found = field ? find(field) : FIELDS.map(find).find(Boolean);
    return found || (target.matches(FIELDS.join()) ? target : null);
  };
  let seen = 0;
  const intercept = (event) => {
    const field2 = findField();
    const message = field2 ? textOf(field2) : "";
    if (!field2 || !message.trim()) return;
    seen += 1;
    if (gatekeeper.match(message).rule === null) {
      leave();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    clear(field2);
    gatekeeper.ask(message).then((answer) => answered(answer, message), console.error);
  };
  const leave = () => gatekeeper.state("unknown");
  const watch = (event) => {
    const field2 = findField();
    const before = field2 && textOf(field2).trim();
    if (!before || inside(event, field2)) return;
    const seenBefore = seen;
    setTimeout(() => {
      if (seen > seenBefore) return;
      if (event.defaultPrevented || textOf(findField() || field2).trim()) return;
      leave();
      console.warn("delegation.wrap: a message was sent without it. Name what sends it as `button`:", event.composedPath()[0]);
    });
  };
  const listen = (type, ours, place = window) => place.addEventListener(type, (event) => ours(event) && intercept(event), { capture: true, signal: control.signal });
  const submits = target.shadowRoot || target.getRootNode();
  listen("submit", (event) => inside(event, target), submits instanceof ShadowRoot ? submits : window);
  listen("keydown", (event) => inside(event, findField()) && isSending(event));
  listen("click", (event) => button && inside(event, find(button)) ? true : (watch(event), false));
  if (!findField()) console.warn("delegation.wrap: there is no field to write in yet. Name it as `field`.", target);
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
  askOwn,
  identify,
  wrap
};
