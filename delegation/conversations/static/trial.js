/* Shows each step of a trial while it runs. Without it the page shows them when it has ended. */
const LOOK_EVERY_MS = 300;

/** @param {string} text */
function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

async function showSteps(form, name) {
  const answer = await fetch(`${form.action}trial/${name}/`);
  if (!answer.ok) return;
  const steps = form.querySelector("[data-trial-steps]");
  const list = parse(await answer.text()).querySelector("ol");
  if (list?.children.length && list.textContent !== steps.textContent) steps.replaceChildren(list);
}

async function tryTeacher(form) {
  const name = crypto.randomUUID();
  form.elements.trial.value = name;
  const looking = setInterval(() => {
    showSteps(form, name).catch((problem) => console.debug("no steps:", problem));
  }, LOOK_EVERY_MS);
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.assign(location.pathname);
    const page = parse(await answer.text()).querySelector("main");
    if (!page) throw new Error(`The answer (${answer.status}) is not a page of ours.`);
    document.querySelector("main").replaceWith(page);
    const first = page.querySelector("[aria-invalid=true]") ?? page.querySelector("[role=alert]");
    first?.scrollIntoView({ block: "center" });
    first?.focus();
  } finally {
    clearInterval(looking);
  }
}

// On the document, because a trial that fails replaces the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A page on plain http has no randomUUID; then the steps are shown afterwards.
  if (!form.matches("[data-trial]") || !crypto.randomUUID) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  button.textContent = form.dataset.trying;
  tryTeacher(form).catch(() => {
    form.elements.trial.value = "";
    form.submit();
  });
});
