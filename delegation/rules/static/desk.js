/* Keys for the moderation desk. Every key presses a button or follows a link of the page. */

const ROWS = "#result_list tbody tr";
const PLACE = "desk-row"; // where the moderator was in the list when they decided
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])";

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/** @param {string} selector */
const press = (selector) => find(selector)?.click();

/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll(ROWS)];

/** @param {number} step */
function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("at");
  next?.classList.add("at");
  next?.querySelector("input.action-select, a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Select the row that one stands on, unless some are selected. */
function selectRow() {
  const chosen = find(`${ROWS} input.action-select:checked`);
  if (!chosen) press(`${ROWS}.at input.action-select`);
}

/** @param {string} name of a decision; in the list its button is known by its words */
function decide(name) {
  const buttons = [...document.querySelectorAll(".actions button[data-action], #decide button[name=decision]")];
  const button = buttons.find((each) => (each.dataset.action ?? each.value) === name);
  selectRow();
  rememberPlace();
  button?.click();
}

/** A decision loads the list again: the next key must not decide about its first row. */
function rememberPlace() {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  const leaving = all.slice(0, Math.max(at, 0)).filter((row) => row.querySelector("input.action-select:checked"));
  if (at >= 0) sessionStorage.setItem(PLACE, String(at - leaving.length));
}

/** A rejection needs a reason: write it, then Enter. Who came there otherwise rejects nothing so. */
function reject() {
  selectRow();
  const field = find("#decide [name=reason], .actions [name=reason]");
  if (!field) return;
  field.dataset.rejects = "yes";
  field.addEventListener("blur", () => delete field.dataset.rejects, { once: true });
  field.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => press(`${ROWS}.at input.action-select`),
  o: () => press(`${ROWS}.at th a`),
  a: () => decide("approve"),
  r: reject,
  s: () => decide("snooze"),
  e: () => find("#decide [name=response]")?.focus(),
  n: () => press("[data-key=n]"),
  q: () => press("[data-key=q]"),
  u: () => press("[data-key=u]"),
  "/": () => find("#searchbar")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target instanceof HTMLElement && event.target.matches(TYPED) ? event.target : null;
  if (event.isComposing || event.altKey) return;
  if (field) {
    inField(event, field);
  } else if (!event.ctrlKey && !event.metaKey && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

/** @param {KeyboardEvent} event @param {HTMLElement} field */
function inField(event, field) {
  if (event.key === "Escape") {
    field.blur();
  } else if (event.key === "Enter" && field.dataset.rejects) {
    event.preventDefault();
    decide("reject");
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    decide("approve");
  }
}

for (const button of document.querySelectorAll("[data-response]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = find("#decide [name=response]");
    field.value = button.dataset.response;
    field.focus();
  });
}

/** The replay takes a second or two, so the page does not wait for it. */
async function replay() {
  const place = find("#what-if");
  const link = place?.querySelector("a");
  if (!place || !link) return;
  const before = [...place.childNodes];
  place.textContent = place.dataset.replaying;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.querySelector("#report").childNodes);
  } catch (error) {
    console.warn("The replay failed; its link still leads there.", error);
    place.replaceChildren(...before);
  }
}

replay();
if (rows().length) {
  move(1 + Number(sessionStorage.getItem(PLACE) ?? 0));
  sessionStorage.removeItem(PLACE);
}
