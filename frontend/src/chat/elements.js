/** Elements made by hand: no markup is ever parsed. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}

/** @param {string} path of a 24 by 24 drawing  @returns {SVGElement} */
export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/**
 * @param {string} label its accessible name
 * @param {Node | string} face
 * @param {() => void} press
 * @param {string} [look] class names
 * @returns {HTMLButtonElement}
 */
export function button(label, face, press, look = "") {
  const made = element("button", { type: "button", class: look, "aria-label": label, title: label }, face);
  made.addEventListener("click", press);
  return made;
}

/**
 * @param {string} label
 * @param {string} look class names
 * @param {() => void} press
 * @returns {HTMLButtonElement} a button that shows its name
 */
export function textButton(label, look, press) {
  const made = element("button", { type: "button", class: look }, label);
  made.addEventListener("click", press);
  return made;
}
