/** Puts the stylesheet on, and the tenant's colours. */

import CSS from "./styles.css";

/** @param {ShadowRoot} root */
export function dress(root) {
  const sheet = new CSSStyleSheet(); // a <style> element would need `unsafe-inline`
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}

/** The accent, and black or white on it, whichever reads better. @param {HTMLElement} host @param {string} accent */
export function paint(host, accent) {
  const probe = document.createElement("canvas").getContext("2d");
  const { style } = host;
  style.setProperty("--accent", accent);
  if (!probe) return;
  probe.fillStyle = accent;
  const [red, green, blue] = (probe.fillStyle.match(/\w\w/g) || []).map((two) => parseInt(two, 16) / 255);
  const light = 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2;
  style.setProperty("--on", light > 0.18 ? "#000" : "#fff"); // where both contrasts are equal
}
