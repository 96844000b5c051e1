/** What some pages use and most do not. Loaded when a page calls `wrap` or `identify`, or has its own server. */

export { identify } from "./identify.js";
export { askOwn } from "./own.js";
export { wrap } from "./wrap.js";
