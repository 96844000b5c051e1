// src/identity.js
var some = () => Math.random().toString(36).slice(2, 10);
function randomId() {
  return globalThis.crypto?.randomUUID?.() || Array.from({ length: 4 }, some).join("-");
}
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
export {
  identify
};
