/** What the page says about itself, for the assistant and its moderators. */

/**
 * Without the address's query and fragment: they may hold what is private.
 * @param {import("../types").StartOptions & { values?: Record<string, string | number | boolean> }} options
 * @returns {import("../types").PageContext | undefined}
 */
export function describePage({ context, values }) {
  if (context === "off") return undefined;
  const { title, documentElement } = document;
  return { address: location.origin + location.pathname, title, language: documentElement.lang, values };
}
