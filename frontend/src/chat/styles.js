/** Puts the stylesheet on, and the tenant's colours. */

import CSS from "./styles.css";

/** @param {ShadowRoot} root */
export function dress(root) {
  const sheet = new CSSStyleSheet(); // a <style> element would need `unsafe-inline`
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}

/** The accent, and black or white on it, whichever reads better. @param {HTMLElement} host @param {string} accent */
export function paint({ style }, accent) {
  const probe = document.createElement("canvas").getContext("2d");
  style.setProperty("--accent", accent);
  if (!probe) return;
  probe.fillStyle = accent; // any way of writing a colour reads back as #rrggbb
  const [red, green, blue] = (probe.fillStyle.match(/\w\w/g) || []).map((two) => (parseInt(two, 16) / 255) ** 2.2);
  // At this luminance both contrasts are equal.
  style.setProperty("--on", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
}

/**
 * @param {HTMLElement} host
 * @param {string | undefined} theme light, dark, host (what the page declares), or else the system's
 * @param {AbortSignal} signal
 */
export function followTheme(host, theme, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => {
    if (theme === "host") return /^dark/.test(getComputedStyle(document.documentElement).colorScheme);
    return theme === "dark" || (theme !== "light" && system.matches);
  };
  const apply = () => host.toggleAttribute("data-dark", dark());
  system.addEventListener("change", apply, { signal });
  apply();
}
