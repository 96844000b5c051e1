/** Puts a stylesheet on the chat. */

/** @param {ShadowRoot} root @param {string} styles */
export function dress(root, styles) {
  const sheet = new CSSStyleSheet(); // a <style> element would need `unsafe-inline`
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
