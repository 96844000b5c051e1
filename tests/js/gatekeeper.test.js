import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, PACK, beacons, fetched, frame, lesson, listeners, open, pass, says, served, settled, teach } from "./site.js";

const MINUTE_MS = 60_000;

test("a lesson of this page answers until the pack that decides about it is here", async () => {
  const gatekeeper = await open();
  await teach(gatekeeper);
  assert.deepEqual(gatekeeper.match("Merci!"), { rule: 9, version: 4, response: "Any time!", reason: "lesson" });
  assert.equal(gatekeeper.match("ta").rule, 9);

  served.pack = { ...PACK, rules: [], version: PACK.version + 1 }; // a moderator has rejected it
  await gatekeeper.sync();

  assert.equal(gatekeeper.match("merci").rule, null);
});

test("a pack that is refused forgets no lesson, and the pack before it goes on", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await teach(gatekeeper);
  const problems = [];
  gatekeeper.on("pack", ({ problem }) => problems.push(problem));

  served.pack = { ...PACK, version: -1 };
  await gatekeeper.sync();

  assert.equal(gatekeeper.match("merci").rule, 9);
  assert.equal(gatekeeper.match("thanks").rule, 2);
  assert.equal(problems.length, 1);
  assert.ok(problems[0]);
});

test("the kill switch silences the lessons of this page too", async () => {
  served.pack = { ...PACK, settings: { ...PACK.settings, enabled: false } };
  const gatekeeper = await open();
  await teach(gatekeeper);

  assert.deepEqual([gatekeeper.match("merci").rule, gatekeeper.match("merci").reason], [null, "disabled"]);
});

test("a pause lets everything go to the teacher, lessons of this page too", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await teach(gatekeeper);

  gatekeeper.pause();
  assert.deepEqual(["thanks", "merci"].map((text) => gatekeeper.match(text).reason), ["paused", "paused"]);
  gatekeeper.pause(false);
  assert.deepEqual(["thanks", "merci"].map((text) => gatekeeper.match(text).rule), [2, 9]);
});

for (const [taughtIn, awaiting, answers] of [["nothing", "nothing", true], ["nothing", "more", true], ["more", "more", true], ["more", "nothing", false], ["nothing", "confirm", false], ["nothing", "choice", false], ["nothing", "info", false], ["nothing", "unknown", false]]) {
  test(`a lesson taught after ${taughtIn} ${answers ? "answers" : "is silent"} after ${awaiting}`, async () => {
    const gatekeeper = await open();
    gatekeeper.state(taughtIn);
    await teach(gatekeeper);
    gatekeeper.state(awaiting);

    assert.equal(gatekeeper.match("merci").rule, answers ? 9 : null);
  });
}

test("a lesson whose rule is not live teaches this page nothing", async () => {
  const gatekeeper = await open();
  served.answers.push(says("Any time!", "nothing", { learningInstruction: { ...lesson("merci"), rule: undefined } }));
  await gatekeeper.ask("merci");

  assert.equal(gatekeeper.match("merci").rule, null);
});

test("a pack answers while its lifetime lasts, and a message waits for the next one", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  pass(PACK.settings.lifetime * 1000);
  assert.equal(gatekeeper.match("thanks").rule, 2);
  pass(1);
  assert.equal(gatekeeper.match("thanks").reason, "no-pack");

  assert.equal((await gatekeeper.ask("thanks")).source, "local");
  served.pack = null;
  pass(PACK.settings.lifetime * 1000 + 1);
  served.answers.push(says("You're welcome!"));
  assert.equal((await gatekeeper.ask("thanks")).source, "teacher");
});

test("an answer that awaits something silences the pack, and so does one under way", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  let arrive;
  served.answers.push(new Promise((resolve) => (arrive = resolve)));
  const asked = gatekeeper.ask("Cancel my order");
  await settled();
  assert.equal(gatekeeper.state(), "unknown");
  assert.equal(gatekeeper.match("thanks").rule, null);

  arrive(says("Really?", "confirm"));
  await asked;
  assert.equal(gatekeeper.state(), "confirm");
  assert.equal(gatekeeper.match("thanks").rule, null);

  gatekeeper.state("more");
  assert.equal(gatekeeper.match("thanks").rule, 2);
});

test("what was answered here rides along once, and not again with the next message", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");
  pass(MINUTE_MS);
  served.answers.push(says("On its way."), says("At nine."));
  await gatekeeper.ask("Where is my order?");
  await gatekeeper.ask("When do you open?");

  const rides = served.posted.map(({ local }) => local.map(({ message, rule, version, at }) => [message, rule, version, at]));
  assert.deepEqual(rides, [[["thanks", 2, 1, undefined]], []]);
});

test("a question right after small talk is one message with it, and the local answer is not counted", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");
  pass(1999);
  served.answers.push(says("On its way."));
  await gatekeeper.ask("Where is my order?");
  gatekeeper.flush();

  assert.deepEqual(served.posted.map(({ message, local }) => [message, local]), [["thanks\nWhere is my order?", []]]);
  assert.deepEqual(beacons, []);
});

test("a visitor who rejects a local answer gets the assistant, and says which answer it was", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  const { rule } = await gatekeeper.ask("thanks");
  served.answers.push(says("How can I help?"));

  assert.equal((await gatekeeper.ask("thanks", { rejects: rule })).source, "teacher");
  assert.deepEqual(served.posted[0].rejects, { rule: 2, version: 1 });
  assert.equal(served.posted[0].message, "thanks");
});

test("a failed message keeps its id and is not answered by a pack that came meanwhile", async () => {
  const gatekeeper = await open();
  served.refuse = [500, { code: "refused" }];
  const failed = await gatekeeper.ask("thanks").catch((problem) => problem);
  assert.deepEqual(gatekeeper.pending(), [{ id: failed.id, message: "thanks", accepted: false }]);
  served.pack = PACK;
  await gatekeeper.sync();
  served.refuse = undefined;
  served.answers.push(says("You're welcome!"));

  assert.equal((await gatekeeper.ask("thanks", { id: failed.id })).source, "teacher");
  assert.deepEqual(served.posted.map(({ id }) => id), [failed.id, failed.id]);
  assert.deepEqual(gatekeeper.pending(), []);
});

test("a message that was refused for good is not kept", async () => {
  const gatekeeper = await open();
  served.refuse = [400, { code: "invalid_request" }];

  await assert.rejects(gatekeeper.ask("thanks"), { code: "invalid_request" });
  assert.deepEqual(gatekeeper.pending(), []);
  assert.equal(gatekeeper.state(), "nothing");
});

test("while the server asks for quiet nothing is posted", async () => {
  const gatekeeper = await open();
  served.refuse = [429, { code: "too_many_requests" }, { "retry-after": "30" }];
  await assert.rejects(gatekeeper.ask("hello there"), { code: "too_many_requests" });
  served.refuse = undefined;
  pass(29_000);
  await assert.rejects(gatekeeper.ask("hello again"), { code: "limited", retryAfter: 1 });
  assert.equal(served.posted.length, 1);

  pass(1_000);
  served.answers.push(says("Hello!"));
  assert.equal((await gatekeeper.ask("hello at last")).userResponse, "Hello!");
});

test("half an answer leaves it unknown what is awaited, and no answer leaves it as it was", async () => {
  const gatekeeper = await open();
  gatekeeper.state("more");
  served.answers.push(frame("error", { code: "teacher_unavailable", message: "" }));
  await assert.rejects(gatekeeper.ask("one"), { code: "teacher_unavailable" });
  assert.equal(gatekeeper.state(), "more");

  served.answers.push(frame("delta", { text: "Do you", offset: 0, attempt: 1 }) + frame("error", { code: "teacher_broken", message: "" }, 2));
  await assert.rejects(gatekeeper.ask("two"), { code: "teacher_broken" });
  assert.equal(gatekeeper.state(), "unknown");
});

test("an answer to a conversation that was cleared meanwhile says nothing of the new one", async () => {
  const gatekeeper = await open();
  let arrive;
  served.answers.push(new Promise((resolve) => (arrive = resolve)));
  const asked = gatekeeper.ask("Cancel my order");
  await settled();
  gatekeeper.reset();
  arrive(says("Really?", "confirm"));
  await asked;

  assert.equal(gatekeeper.state(), "nothing");
});

test("a visitor who stops an answer stops it at the server too", async () => {
  const gatekeeper = await open();
  const control = new AbortController();
  const asked = gatekeeper.ask("A long story", { signal: control.signal });
  await settled();
  control.abort();

  await assert.rejects(asked, { code: "stopped" });
  assert.equal(served.stopped, 1);
});

test("a withdrawn consent forgets the pack and what is stored, and nothing is sent", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");
  const requests = fetched.requests.length;

  gatekeeper.consent(false);
  gatekeeper.flush();
  await gatekeeper.sync();

  assert.equal(gatekeeper.match("thanks").rule, null);
  assert.deepEqual([Object.keys(localStorage), Object.keys(sessionStorage), beacons], [[], [], []]);
  assert.equal(fetched.requests.length, requests);
});

test("where no pack is stored yet, none is read and no problem is told", async () => {
  const gatekeeper = await open({ waitForConsent: true });
  const told = [];
  gatekeeper.on("pack", ({ version, problem }) => told.push([version, problem]));

  gatekeeper.consent(true);
  await settled();

  assert.deepEqual(told, [[PACK.version, undefined]]);
});

test("before consent nothing is asked of the server, and after it the pack is here", async () => {
  served.pack = PACK;
  const gatekeeper = await open({ waitForConsent: true });
  assert.equal(fetched.requests.length, 0);

  gatekeeper.consent(true);
  await settled();
  assert.equal(gatekeeper.match("thanks").rule, 2);
});

test("the next page view has the pack at once, and another tab's as soon as it is stored", async () => {
  served.pack = PACK;
  await open();
  served.pack = null;
  const next = await open();
  assert.equal(next.match("thanks").rule, 2);

  localStorage.setItem(`delegation:${KEY}:pack4`, JSON.stringify(JSON.stringify({ ...PACK, rules: [], version: 9 })));
  for (const listen of listeners.storage) listen({ key: `delegation:${KEY}:checked4` });
  assert.equal(next.match("thanks").rule, null);
  assert.equal(next.debug().pack, 9);
});

test("a page that is hidden reports its counts, and one that is destroyed does so and listens no more", async () => {
  served.pack = PACK;
  const gatekeeper = await open();
  await gatekeeper.ask("thanks");
  document.hidden = true;
  for (const listen of listeners.visibilitychange) listen({});
  assert.deepEqual(beacons.map(({ counts }) => counts[0].count), [1]);

  await gatekeeper.ask("thanks");
  let ended = 0;
  gatekeeper.on("destroy", () => (ended += 1));
  gatekeeper.destroy();
  assert.deepEqual([beacons.length, ended, Object.values(listeners).flat()], [2, 1, []]);
});

test("a page that came back takes up what its conversation became", async () => {
  const gatekeeper = await open();
  const another = await open(); // page view of the same tab
  another.state("info");
  for (const listen of listeners.pageshow) listen({ persisted: false });
  assert.equal(gatekeeper.state(), "nothing");
  for (const listen of listeners.pageshow) listen({ persisted: true });
  assert.equal(gatekeeper.state(), "info");
});

test("an empty message is refused in the browser", async () => {
  const gatekeeper = await open();

  await assert.rejects(gatekeeper.ask("  "), { code: "empty" });
  assert.equal(served.posted.length, 0);
});
