/* Shows the chat as the form has it, and again after each change. */

const PAUSE_MS = 400; // people type on
const { key, fields } = JSON.parse(document.getElementById("widget-preview-settings").textContent);
const { start } = window.delegation; // what a site that is taken down takes away from the page

/** Every field by the name of its attribute; one that is empty must not show what was saved. */
const written = () =>
  Object.fromEntries(Object.entries(fields).map(([name, id]) => [name, document.getElementById(id)?.value ?? ""]));

let shown;
let ready = Promise.resolve();
let timer;

function show() {
  shown?.destroy();
  shown = start({ ...written(), key, chat: "#widget-preview" });
  ready = new Promise((resolve) => shown.on("ready", resolve));
}

addEventListener("input", ({ target }) => {
  if (!target.closest(".widget-form")) return;
  clearTimeout(timer);
  // One that is still being put into the page could not be taken down.
  timer = setTimeout(() => ready.then(show), PAUSE_MS);
});
show();
