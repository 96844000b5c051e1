"use client";

/** The gatekeeper in React 18 and later. Effects start and end it, so StrictMode and rendering on a server are safe. */

import { createElement, useEffect, useId, useRef, useState } from "react";
import { start } from "./index.js";
import { wrapChat } from "./wrap.js";

/** @typedef {import("./gatekeeper.js").Gatekeeper} Gatekeeper */
/**
 * What components use of one site. `foreign`: the page has started it by other means, and it stays.
 * @typedef {{ options: string, users: number, foreign: boolean, ready: Promise<Gatekeeper>,
 *   ending?: ReturnType<typeof setTimeout> }} Held
 */

/** By key. @type {Map<string, Held>} */
const sites = new Map();

/** @type {typeof import("./react.d.ts").DelegationChat} */
export function DelegationChat({ inline, className, onReady, ...props }) {
  const id = useId();
  const gatekeeper = useDelegation({ ...props, chat: inline ? `[data-delegation-place="${id}"]` : true });
  const latest = useLatest(onReady);
  useEffect(() => {
    if (gatekeeper) latest.current?.(gatekeeper);
  }, [gatekeeper, latest]);
  return inline ? createElement("div", { className, "data-delegation-place": id }) : null;
}

/** @type {typeof import("./react.d.ts").useDelegation} */
export function useDelegation({ siteKey, ...props }) {
  const [gatekeeper, setGatekeeper] = useState(/** @type {Gatekeeper | undefined} */ (undefined));
  const options = JSON.stringify({ ...props, key: siteKey });
  useEffect(() => {
    let used = true;
    const release = hold(options, (site) => used && setGatekeeper(site));
    return () => {
      used = false;
      setGatekeeper(undefined);
      release();
    };
  }, [options]);
  return gatekeeper;
}

/** @type {typeof import("./react.d.ts").useWrap} */
export function useWrap(gatekeeper, chat, answered) {
  const latest = useLatest(answered);
  const parts = JSON.stringify(chat);
  useEffect(
    () => gatekeeper && wrapChat(gatekeeper, JSON.parse(parts), (answer, message) => latest.current(answer, message)),
    [gatekeeper, parts, latest],
  );
}

/** @template T @param {T} value @returns {{ current: T }} what it was in the last rendering */
function useLatest(value) {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/**
 * Starts the site, unless another component has.
 * @param {string} options as JSON
 * @param {(site: Gatekeeper) => void} use
 * @returns {() => void} when it is not used any more
 */
function hold(options, use) {
  const { key } = /** @type {import("./index.d.ts").Options} */ (JSON.parse(options));
  let held = sites.get(key);
  clearTimeout(held?.ending);
  if (!held || (held.users === 0 && held.options !== options)) {
    // One after the other: a site that runs would be returned as it is.
    const ready = held ? end(key, held).then(() => start(JSON.parse(options))) : start(JSON.parse(options));
    held = { options, users: 0, foreign: !!window.delegation?.sites?.[key], ready };
    sites.set(key, held);
  } else if (held.options !== options) {
    console.warn(`delegation: ${key} runs already with other options.`);
  }
  const mine = held;
  mine.users += 1;
  mine.ready.then(use, () => {}); // `start` has said why in the console
  return () => {
    mine.users -= 1;
    // Later: StrictMode and the next page of a router may use it again at once.
    if (mine.users === 0) mine.ending = setTimeout(() => end(key, mine));
  };
}

/** @param {string} key @param {Held} held  @returns {Promise<unknown>} */
function end(key, held) {
  if (sites.get(key) === held) sites.delete(key);
  return held.ready.then((site) => held.foreign || site.destroy(), () => {});
}
