/** The life of a gatekeeper in its page: one layer at a time, where another would cover for it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, LIFETIME_MS, PACK, beacons, fetched, frame, lesson, listeners, open, packsAsked, pass, says, served, settled, teach, ticks } from "./site.js";
import { responseOf } from "./rows.js";

const BURST_MS = 2_000;
const stored = (area, name) => JSON.parse(area.getItem(`delegation:${KEY}:${name}`) ?? "null");

test("a rule of the pack goes before a lesson of this page", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  gatekeeper.pause();
  await teach(gatekeeper, "thanks");
  gatekeeper.pause(false);

  assert.equal(gatekeeper.match("thanks").rule, 2);
  assert.equal(gatekeeper.match("ta").rule, 9);
});

test("a lesson that cannot be matched does not answer what cannot be matched either", async () => {
  const gatekeeper = await open();
  await teach(gatekeeper, "\u{10fffd}");

  assert.equal(gatekeeper.match("\u{10fffe}").rule, null);
  assert.equal(gatekeeper.match("ta").rule, 9);
});

test("a lesson without variants is learned too", async () => {
  const gatekeeper = await open();
  served.answers.push(says("Any time!", "nothing", { learningInstruction: { ...lesson("merci"), variants: undefined } }));
  await gatekeeper.ask("merci");

  assert.equal(gatekeeper.match("merci").rule, 9);
});

test("the pack is asked for after a lesson, and not after any other answer", async () => {
  const gatekeeper = await open();
  served.answers.push(says("At nine."));
  await gatekeeper.ask("When do you open?");
  await settled();
  assert.equal(packsAsked(), 1);

  await teach(gatekeeper);
  assert.equal(packsAsked(), 2);
});

test("a pack that was refused does not make the one before it live longer", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  pass(LIFETIME_MS - 1);
  served.pack = { ...PACK, version: -1 };
  await gatekeeper.sync();
  assert.equal(gatekeeper.match("thanks").rule, 2);

  pass(2);
  assert.equal(gatekeeper.match("thanks").reason, "no-pack");
});

test("a pack that comes with an error is not taken", async () => {
  served.pack = PACK;
  served.packStatus = 500;
  const gatekeeper = await open();

  assert.equal(gatekeeper.match("thanks").reason, "no-pack");
});

test("a clock that was set back makes a pack as old as one that was set forward", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  pass(-LIFETIME_MS);
  assert.equal(gatekeeper.match("thanks").rule, 2);
  pass(-1);
  assert.equal(gatekeeper.match("thanks").reason, "no-pack");
});

test("a pack from an earlier page view is as old as it was there", async () => {
  served.pack = PACK;
  await open();
  served.pack = null;
  pass(LIFETIME_MS);
  assert.equal((await open()).match("thanks").rule, 2);
  pass(1);
  assert.equal((await open()).match("thanks").reason, "no-pack");
});

test("two requests for the pack at once are one, and a later one is another", async () => {
  const gatekeeper = await open();
  await Promise.all([gatekeeper.sync(), gatekeeper.sync()]);
  assert.equal(packsAsked(), 2);
  await gatekeeper.sync();
  assert.equal(packsAsked(), 3);
});

test("a message does not wait long for a pack that does not come", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  pass(LIFETIME_MS + 1);
  served.packReady = new Promise(() => {});
  served.answers.push(says("You're welcome!"));

  assert.equal((await gatekeeper.ask("thanks")).source, "teacher");
});

test("a message that finds its pack asks for none", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");

  assert.equal(packsAsked(), 1);
});

test("an old pack is renewed by and by, in a page that somebody sees", async () => {
  await open();
  for (const tick of ticks) tick();
  assert.equal(packsAsked(), 1, "it is not old yet");

  pass(LIFETIME_MS + 1);
  document.hidden = true;
  for (const tick of ticks) tick();
  assert.equal(packsAsked(), 1, "nobody sees the page");

  document.hidden = false;
  for (const listen of listeners.visibilitychange) listen({});
  assert.equal(packsAsked(), 2);
  await settled();
  pass(LIFETIME_MS + 1);
  for (const tick of ticks) tick();
  assert.equal(packsAsked(), 3);
});

test("a page that was destroyed asks for nothing more and ends what is under way", async () => {
  const gatekeeper = await open();
  const asked = gatekeeper.ask("A long story");
  await settled();
  gatekeeper.destroy();

  await assert.rejects(asked, { code: "stopped" });
  assert.equal(served.stopped, 1);
  assert.deepEqual(ticks, []);
});

test("after the gatekeeper was destroyed its listeners hear nothing more", async () => {
  const gatekeeper = await open();
  const heard = [];
  gatekeeper.on("decision", ({ message }) => heard.push(message));
  gatekeeper.match("one");
  gatekeeper.destroy();
  gatekeeper.match("two");

  assert.deepEqual(heard, ["one"]);
});

test("a page that is left reports its counts", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");
  for (const listen of listeners.pagehide) listen({});

  assert.deepEqual(beacons.map(({ counts }) => counts[0].count), [1]);
});

test("looking at a decision counts nothing", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  assert.equal(gatekeeper.match("thanks").rule, 2);
  gatekeeper.flush();

  assert.deepEqual(beacons, []);
  assert.equal(gatekeeper.debug().decision.rule, 2);
});

test("consent that is given again brings the same pack back", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  gatekeeper.consent(false);
  gatekeeper.consent(true);
  await settled();

  assert.equal(gatekeeper.match("thanks").rule, 2);
});

test("consent finds the pack of an earlier visit without a server", async () => {
  served.pack = PACK;
  await open();
  served.pack = null;
  const next = await open({ waitForConsent: true });
  assert.equal(next.match("thanks").rule, null);
  next.consent(true);

  assert.equal(next.match("thanks").rule, 2);
});

test("the assistant still awaits the same after a reload", async () => {
  served.pack = PACK;
  (await open()).state("confirm");
  const next = await open();

  assert.equal(next.state(), "confirm");
  assert.equal(next.match("thanks").rule, null);
});

test("a page that does not know what is awaited says unknown", async () => {
  const gatekeeper = await open();

  assert.equal(gatekeeper.state("everything"), "unknown");
});

test("after a reload the twenty newest local answers ride along", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  for (let number = 1; number <= 22; number++) {
    await gatekeeper.ask("thanks" + "!".repeat(number));
  }
  pass(BURST_MS);
  served.answers.push(says("On its way."));
  await (await open()).ask("Where is my order?");

  const [{ local, message }] = served.posted;
  assert.equal(message, "Where is my order?", "two seconds later it is a message of its own");
  assert.deepEqual(local.map((turn) => turn.message.length), Array.from({ length: 20 }, (_, at) => "thanks".length + 3 + at));
  assert.equal(local[0].response, responseOf(PACK, 2));
});

test("a new conversation holds nothing of the one before", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  const before = gatekeeper.debug().conversation;
  await gatekeeper.ask("thanks");
  gatekeeper.state("more");
  served.refuse = [500, { code: "refused" }];
  pass(BURST_MS);
  await assert.rejects(gatekeeper.ask("Where is my order?"));
  gatekeeper.tab.set("transcript", [1]);
  let resets = 0;
  gatekeeper.on("reset", () => (resets += 1));
  gatekeeper.reset();

  assert.equal(resets, 1);
  assert.deepEqual([gatekeeper.pending(), gatekeeper.state(), stored(sessionStorage, "transcript")], [[], "nothing", []]);
  assert.notEqual(gatekeeper.debug().conversation, before);
  assert.equal(stored(sessionStorage, "talk").id, gatekeeper.debug().conversation);
  served.refuse = undefined;
  served.answers.push(says("On its way."));
  await gatekeeper.ask("Where is my order?");
  assert.deepEqual(served.posted.at(-1).local, []);
});

test("a message that the server has is taken up by the next page and not sent again", async () => {
  const gatekeeper = await open();
  gatekeeper.ask("Where is my order?").catch(() => {});
  await settled();
  const next = await open();
  assert.equal(next.state(), "unknown");
  const [{ id, accepted }] = next.pending();
  assert.equal(accepted, true);
  served.answers.push(says("On its way.", "more"));

  const answer = await next.ask("Where is my order?", { id });
  assert.deepEqual([answer.userResponse, answer.id, served.posted.length], ["On its way.", id, 1]);
  assert.deepEqual([next.pending(), next.state()], [[], "more"]);
});

test("an id that nothing waits for is a new message's", async () => {
  served.pack = PACK;
  const gatekeeper = await open();

  assert.equal((await gatekeeper.ask("thanks", { id: "unheard-of" })).source, "local");
});

test("of two failed messages the one that is named is sent again", async () => {
  const gatekeeper = await open();
  served.refuse = [500, { code: "refused" }];
  const failed = [];
  for (const text of ["one", "two"]) failed.push(await gatekeeper.ask(text).catch((problem) => problem));
  served.refuse = undefined;
  served.answers.push(says("Second."));
  await gatekeeper.ask("two", { id: failed[1].id });

  assert.deepEqual([served.posted.at(-1).id, served.posted.at(-1).message], [failed[1].id, "two"]);
  assert.deepEqual(gatekeeper.pending().map(({ id }) => id), [failed[0].id]);
});

test("what a visitor stopped before it was sent is not sent", async () => {
  const gatekeeper = await open();

  await assert.rejects(gatekeeper.ask("A long story", { signal: AbortSignal.abort() }), { code: "stopped" });
  assert.equal(served.stopped, 0);
  assert.equal(gatekeeper.state(), "nothing", "nothing was shown");
});

test("what a stopped message awaited does not silence the next page", async () => {
  const gatekeeper = await open();
  const control = new AbortController();
  const asked = gatekeeper.ask("A long story", { signal: control.signal });
  await settled();
  control.abort();
  await assert.rejects(asked);

  assert.equal(gatekeeper.state(), "nothing");
  assert.deepEqual(gatekeeper.pending(), []);
  assert.deepEqual(stored(sessionStorage, "talk").open, {});
});

test("a line that could not be loaded is loaded with the next message", async () => {
  const gatekeeper = await open();
  const { load } = gatekeeper;
  gatekeeper.load = () => Promise.reject(new Error("blocked"));
  await assert.rejects(gatekeeper.ask("Where is my order?"), { code: "offline" });
  gatekeeper.load = load;
  served.answers.push(says("On its way."));

  assert.equal((await gatekeeper.ask("Where is my order?")).userResponse, "On its way.");
});

test("listeners hear of answers, of failures and of pieces of an answer", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  const heard = [];
  gatekeeper.on("answer", ({ userResponse }) => heard.push(userResponse));
  gatekeeper.on("error", ({ code }) => heard.push(code));
  gatekeeper.on("delta", ({ text }) => heard.push(text));
  await gatekeeper.ask("  thanks  ");
  await assert.rejects(gatekeeper.ask(" "));
  pass(BURST_MS);
  served.answers.push(frame("delta", { text: "On its", offset: 0, attempt: 1 }) + frame("answer", says("On its way."), 2));
  await gatekeeper.ask("Where is it?");

  assert.deepEqual(heard, [responseOf(PACK, 2), "empty", "On its", "On its way."]);
});

test("a rejection does not take back the answer before it, and says no other words", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  const { rule } = await gatekeeper.ask("thanks");
  served.answers.push(says("How can I help?"));
  await gatekeeper.ask("thanks", { rejects: rule });
  gatekeeper.flush();

  assert.deepEqual(served.posted[0].local.map(({ message }) => message), ["thanks"]);
  assert.deepEqual(beacons.map(({ counts }) => counts[0].count), [1]);
});

test("text that no database can store is not sent", async () => {
  const gatekeeper = await open();
  served.answers.push(says("?"));
  await gatekeeper.ask("a\0b\ud83d");

  assert.equal(served.posted[0].message, "a\ufffdb\ufffd");
});

test("a message that was refused for now may be sent again, with its id", async () => {
  const gatekeeper = await open();
  served.refuse = [429, { code: "too_many_requests" }, { "retry-after": "1" }];
  const failed = await gatekeeper.ask("Where is my order?").catch((problem) => problem);

  assert.deepEqual(gatekeeper.pending().map(({ id }) => id), [failed.id]);
  pass(1_000);
  served.refuse = undefined;
  served.answers.push(says("On its way."));
  await gatekeeper.ask("Where is my order?", { id: failed.id });
  assert.deepEqual(served.posted.map(({ id }) => id), [failed.id, failed.id]);
});

test("a tab keeps the visitor that another tab replaces", async () => {
  const gatekeeper = await open();
  gatekeeper.tab.set("visitor", "x".repeat(24));
  gatekeeper.kept.set("visitor", "y".repeat(24));
  served.answers.push(says("Hi."), says("Hi."));
  await gatekeeper.ask("one");
  gatekeeper.tab.set("visitor", "");
  await gatekeeper.ask("two");

  assert.deepEqual(served.posted.map(({ visitor }) => visitor[0]), ["x", "y"]);
});
