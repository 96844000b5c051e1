/** What the panel looks like. Loaded with it, so that no page that only shows the bubble waits for it. */

export { default as SHEET } from "./look.css";
