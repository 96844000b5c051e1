/* Shows each step of a trial while it runs. Without it the page shows them when it has ended. */
"use strict";

const LOOK_EVERY_MS = 300;

const form = document.querySelector("[data-trial]");
const steps = form.querySelector("[data-trial-steps]");
const button = form.querySelector("button[type=submit]");

/** @param {string} text */
function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

async function showSteps(name) {
  const answer = await fetch(`${form.action}trial/${name}/`);
  if (!answer.ok) return;
  const list = parse(await answer.text()).querySelector("ol");
  if (list && list.children.length && list.textContent !== steps.textContent) {
    steps.replaceChildren(list);
  }
}

async function tryTeacher() {
  const name = crypto.randomUUID();
  form.elements.trial.value = name;
  const looking = setInterval(() => {
    showSteps(name).catch((problem) => console.debug("no steps:", problem));
  }, LOOK_EVERY_MS);
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.assign(location.pathname);
    document.querySelector("main").replaceWith(parse(await answer.text()).querySelector("main"));
    (document.querySelector("[aria-invalid=true]") ?? document.querySelector("h1")).focus();
  } finally {
    clearInterval(looking);
  }
}

form.addEventListener("submit", (event) => {
  if (!crypto.randomUUID) return; // not on plain http: the page shows the steps afterwards
  event.preventDefault();
  button.disabled = true;
  button.textContent = "Trying…";
  tryTeacher().catch(() => {
    form.elements.trial.value = "";
    form.submit();
  });
});
