"use strict";
(() => {
  // src/stub.js
  var stub = Object.hasOwn(window, "delegation") ? window.delegation : window.delegation = { queue: [] };
  for (const name of "start ask on wrap state sync flush pause consent identify reset debug".split(" ")) {
    stub[name] ||= (...values) => new Promise((resolve) => stub.queue.push([name, values, resolve]));
  }
})();
