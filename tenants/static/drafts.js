/* Keeps the text of a form while it is sent, in this tab alone, and puts it back when the server could not save it. */

const UNSAVED = "#unsaved";
const KEPT = "draft";
const TYPED = "input:not([type=hidden],[type=password],[type=file],[type=submit]), textarea, select";

const actionOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const isSignIn = () => location.pathname.startsWith("/accounts/");

function keep(form) {
  const fields = [...form.querySelectorAll(TYPED)]
    .filter((field) => field.name)
    .map((field) => [field.name, field.value, field.checked ?? null]);
  sessionStorage.setItem(KEPT, JSON.stringify({ action: actionOf(form), fields }));
}

function fill(form, fields) {
  let first = null;
  for (const [name, value, checked] of fields) {
    const same = [...form.querySelectorAll(TYPED)].filter((field) => field.name === name);
    const field = same.length > 1 ? same.find((each) => each.value === value) : same[0];
    if (!field) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else field.value = value;
    first ??= field;
  }
  return first;
}

function putBack({ action, fields }) {
  const forms = [...document.querySelectorAll("main form[method=post], #content form[method=post]")];
  const form = forms.find((each) => actionOf(each) === action);
  const first = form && fill(form, fields);
  if (!first) return;
  const note = document.createElement("p");
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = document.querySelector("script[data-restored]").dataset.restored;
  form.prepend(note);
  first.focus();
  form.scrollIntoView({ block: "center" });
}

try {
  if (!isSignIn()) {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept && location.hash === UNSAVED) {
      history.replaceState(null, "", location.pathname + location.search);
      putBack(JSON.parse(kept));
    }
    document.addEventListener("submit", ({ target }) => {
      if (target.method === "post" && !target.querySelector("input[type=password]")) keep(target);
    });
  }
} catch (problem) {
  console.debug("drafts are not kept here:", problem); // storage may be forbidden
}
