"use strict";
(() => {
  // src/stub.js
  var stub = Object.hasOwn(window, "delegation") ? window.delegation : window.delegation = { queue: [], later: [] };
  for (const name of "start ask on wrap state sync flush pause consent identify reset debug open close toggle context".split(" ")) {
    const calls = /^(open|clos|togg|cont)/.test(name) ? "later" : "queue";
    stub[name] ||= (...values) => new Promise((resolve) => stub[calls].push([name, values, resolve]));
  }
})();
