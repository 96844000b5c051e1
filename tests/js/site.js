/** One site's gatekeeper in a page, for tests: its server, its clock and what it sends. Importing it arranges a new one
 * before each test. */

import { readFileSync } from "node:fs";
import { afterEach, beforeEach } from "node:test";

import { Gatekeeper } from "../../frontend/src/gatekeeper.js";
import { eventStream, fakeFetch, fakeStorage } from "./browser.js";

const shared = readFileSync(new URL("../shared/matching.jsonl", import.meta.url), "utf8");
export const PACK = JSON.parse(shared.slice(0, shared.indexOf("\n"))).compiled; // rule 2 answers "thanks"
export const KEY = "pk_a";
export const LIFETIME_MS = PACK.settings.lifetime * 1000;
export const json = (status, data, headers) => new Response(JSON.stringify(data), { status, headers });
export const frame = (kind, data, id = 1) => `id: ${id}-0\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

export let served; // what the server gives now
export let fetched;
export let listeners;
export let beacons;
export let ticks; // what the page calls again and again
let now;
let opened;
const real = { now: Date.now };

/** Lets time pass, or go back. @param {number} milliseconds */
export const pass = (milliseconds) => void (now += milliseconds);

beforeEach(() => {
  served = { pack: { ...PACK, rules: [] }, answers: [], posted: [], stopped: 0 };
  listeners = {};
  beacons = [];
  ticks = [];
  opened = [];
  now = real.now();
  Date.now = () => now;
  Object.assign(globalThis, {
    LINE_FILE: "line",
    EXTRAS_FILE: "extras",
    localStorage: fakeStorage(),
    sessionStorage: fakeStorage(),
    document: { hidden: false },
    setInterval: (act) => (ticks.push(act), act),
    clearInterval: (act) => (ticks = ticks.filter((each) => each !== act)),
    addEventListener: (type, act, { signal }) => {
      (listeners[type] ||= []).push(act);
      signal.addEventListener("abort", () => (listeners[type] = listeners[type].filter((each) => each !== act)));
    },
  });
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { onLine: true, sendBeacon: (_, body) => beacons.push(JSON.parse(body)) > 0 },
  });
  fetched = fakeFetch(serve);
});

afterEach(() => {
  for (const each of opened) each.destroy();
  fetched.restore();
  Date.now = real.now;
});

/** The server of these tests: the pack, and for each message the next of `served.answers`. */
async function serve(address, { body, signal }) {
  if (address.includes("/pack?")) {
    await served.packReady;
    return served.pack ? new Response(JSON.stringify(served.pack), { status: served.packStatus || 200 }) : json(503, {});
  }
  if (address.endsWith("/escalations")) {
    served.posted.push(JSON.parse(body));
    return served.refuse ? json(...served.refuse) : json(202, { escalation: "e", token: "t", events: "https://host/e/events?token=t", poll: "https://host/e?token=t" });
  }
  if (address.includes("/stop?")) return json(200, { stopped: ++served.stopped });
  const answer = await served.answers.shift();
  if (answer) return eventStream(typeof answer === "string" ? answer : frame("answer", answer));
  return new Promise((_, fail) => signal.addEventListener("abort", () => fail(new DOMException("", "AbortError"))));
}

/** A gatekeeper whose pack is here. */
export async function open(options = {}) {
  const gatekeeper = new Gatekeeper({ key: KEY, origin: "https://host", home: "https://host/gatekeeper.js", ...options });
  gatekeeper.load = () => import("../../frontend/src/line/main.js");
  opened.push(gatekeeper);
  await gatekeeper.sync();
  return gatekeeper;
}

export const says = (text, awaiting = "nothing", more = {}) => ({ userResponse: text, awaiting, source: "teacher", ...more });
export const lesson = (query, states = ["nothing"]) => ({ command: "LEARN_SIMPLE_PHRASE", query, response: "Any time!", act: "thanks", variants: ["ta"], rule: { id: 9, version: 4, states } });

/** The teacher teaches this page one lesson, as rule 9. */
export async function teach(gatekeeper, query = "merci") {
  served.answers.push(says("Any time!", "nothing", { learningInstruction: lesson(query) }));
  await gatekeeper.ask(query);
  await settled(); // the pack is asked for at once
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
/** How often the server was asked for its pack. */
export const packsAsked = () => fetched.requests.filter(({ address }) => address.includes("/pack?")).length;
