/** The stylesheet of the chat, and the tenant's colours. */

import { element } from "./elements.js";

export { default as SHEET } from "./styles.css";

/**
 * Black or white on the accent, whichever reads better. The browser itself says what the accent looks like: it may be
 * written in any colour space, name a variable of the page, or let what is under it shine through.
 * @param {HTMLElement} host in the page
 * @param {HTMLElement} frame inside it
 */
function contrast({ style }, frame) {
  const sample = element("i", { class: "accent" });
  frame.append(sample);
  const { backgroundColor, color } = getComputedStyle(sample);
  sample.remove();
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return;
  for (const layer of [color, backgroundColor]) {
    canvas.fillStyle = layer;
    canvas.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => (part / 255) ** 2.2);
  // At this luminance both contrasts are equal.
  style.setProperty("--on", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
}

/**
 * @param {HTMLElement} host in the page
 * @param {HTMLElement} frame inside it
 * @param {import("../types").StartOptions} options the theme is light, dark, host (what the page declares), or else the
 *   system's
 * @param {AbortSignal} signal
 */
export function paint(host, frame, { theme, accent = "" }, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => {
    if (theme === "host") return /^dark/.test(getComputedStyle(document.documentElement).colorScheme);
    return theme === "dark" || (theme !== "light" && system.matches);
  };
  const apply = () => {
    host.toggleAttribute("data-dark", dark());
    if (accent) contrast(host, frame);
  };
  if (accent && CSS.supports("color", accent)) host.style.setProperty("--accent", accent);
  system.addEventListener("change", apply, { signal });
  apply();
}
