/** Takes calls that the page makes before the gatekeeper is here; each promises what the call will return. */

// What is not the window's own is an element that is called so.
const stub = Object.hasOwn(window, "delegation") ? window.delegation : (window.delegation = { queue: [], later: [] });
for (const name of "start ask on wrap state sync flush pause consent identify reset debug open close toggle context".split(" ")) {
  // The chat's own calls wait for the chat.
  const calls = /^(open|clos|togg|cont)/.test(name) ? "later" : "queue";
  stub[name] ||= (/** @type {any[]} */ ...values) => new Promise((resolve) => stub[calls].push([name, values, resolve]));
}
