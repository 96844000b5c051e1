/** The field to write in. */

import { element, icon } from "./elements.js";

const ARROW = "M12 19V5M6 11l6-6 6 6";

/**
 * @param {import("./texts.js").Texts} texts
 * @param {(text: string) => void} send gets what was written, never empty
 */
export function createComposer(texts, send) {
  const field = element("textarea", { rows: "1", "aria-label": texts.placeholder, placeholder: texts.placeholder });
  const form = element("form", {}, field, element("button", { class: "send", "aria-label": texts.send }, icon(ARROW)));

  const grow = () => {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + "px";
  };

  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    grow();
    if (text) send(text);
  };

  form.addEventListener("submit", submit);
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    // While composing, Enter picks a candidate; 229 is how some browsers say so.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  });
  return { form, field };
}
