import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { follow, post, stop } from "../../frontend/src/line/escalation.js";
import { eventStream, fakeFetch } from "./browser.js";

const BODY = { key: "pk_a", visitor: "v", conversation: "c", id: "escalation-1", message: "hi", awaiting: "nothing", local: [] };
const TICKET = { escalation: "e", token: "t", events: "https://stream/e/events?token=t", poll: "https://stream/e?token=t" };
const TEXT = "We ship to Norway 🇳🇴 in four days.";
const never = new AbortController().signal;
let fetched;

afterEach(() => fetched?.restore());

function events(answer = { userResponse: TEXT, awaiting: "more", source: "teacher" }) {
  const frames = [];
  for (let at = 0; at < TEXT.length; at += 5) {
    frames.push(["delta", { text: TEXT.slice(at, at + 5), offset: at, attempt: 1 }]);
  }
  return [...frames, ["answer", answer]].map(([kind, data], number) => `id: ${number + 1}-0\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
}

const json = (status, data, headers) => new Response(JSON.stringify(data), { status, headers });

test("it posts once, as plain text, without cookies", async () => {
  fetched = fakeFetch(() => json(202, TICKET));

  assert.deepEqual(await post("https://host", BODY, never), TICKET);

  const [request] = fetched.requests;
  assert.equal(fetched.requests.length, 1);
  assert.equal(typeof request.body, "string");
  assert.equal(request.headers, undefined);
  assert.equal(request.credentials, "omit");
  assert.deepEqual(JSON.parse(request.body), BODY);
});

test("a dead line is never taken for a refusal", async () => {
  fetched = fakeFetch(() => {
    throw new TypeError("Failed to fetch");
  });

  await assert.rejects(post("https://host", BODY, never), { code: "offline" });
  assert.equal(fetched.requests.length, 1);
});

for (const [header, seconds] of [["1", 1], ["30", 30], ["3600", 3600], ["-5", 1], ["garbage", 30], ["9999999", 86400], [null, 30]]) {
  test(`Retry-After ${header} means ${seconds} seconds`, async () => {
    fetched = fakeFetch(() => json(429, { code: "too_many_requests" }, header ? { "retry-after": header } : {}));

    await assert.rejects(post("https://host", BODY, never), { code: "too_many_requests", retryAfter: seconds });
  });
}

test("a proxy's page in place of an answer is a refusal without a code", async () => {
  fetched = fakeFetch(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));

  await assert.rejects(post("https://host", BODY, never), { code: "refused", retryAfter: undefined });
});

for (const chunk of [1, 2, 3, 7, 64, 4096]) {
  test(`it reads events that arrive in pieces of ${chunk} bytes`, async () => {
    fetched = fakeFetch(() => eventStream("retry: 500\n\n: still here\n\n" + events().join(""), chunk));
    const shown = [];

    const answer = await follow(TICKET, never, (text) => shown.push(text));

    assert.equal(answer.userResponse, TEXT);
    assert.equal(shown.at(-1), TEXT);
    assert.deepEqual(shown, shown.map((_, number) => TEXT.slice(0, 5 * (number + 1))));
  });
}

test("cut at every byte, it resumes after the last whole event and shows the same text", async () => {
  const whole = events();
  const bytes = new TextEncoder().encode(whole.join(""));
  for (let cut = 0; cut <= bytes.length; cut += 13) {
    let first = true;
    const shown = [];
    fetched = fakeFetch((address) => {
      if (!address.includes("/events")) return json(200, { userResponse: TEXT, awaiting: "more" });
      const after = Number(/after=(\d+)-0/.exec(address)?.[1] ?? 0);
      if (!first) return eventStream(whole.slice(after).join(""));
      first = false;
      return eventStream(new TextDecoder().decode(bytes.slice(0, cut)));
    });

    const answer = await quickly(() => follow(TICKET, never, (text) => shown.push(text)));

    assert.equal(answer.userResponse, TEXT, `cut at byte ${cut}`);
    for (const text of shown) assert.ok(TEXT.startsWith(text), `cut at byte ${cut}: ${text}`);
    assert.ok(fetched.requests.every(({ method }) => method === undefined), "GET only");
    fetched.restore();
  }
});

test("a failure's reason is passed on at once", async () => {
  const error = { code: "teacher_unavailable", message: "for developers", fields: {} };
  fetched = fakeFetch(() => eventStream(`id: 1-0\nevent: error\ndata: ${JSON.stringify(error)}\n\n`));

  await assert.rejects(follow(TICKET, never, () => {}), { code: "teacher_unavailable", words: undefined });
  assert.equal(fetched.requests.length, 1);
});

test("an expired token is not asked with again", async () => {
  fetched = fakeFetch(() => json(401, { code: "token_expired", message: "", fields: {} }));

  await assert.rejects(follow(TICKET, never, () => {}), { code: "token_expired" });
  assert.equal(fetched.requests.length, 1);
});

test("a line that brings nothing is given up in the end", async () => {
  fetched = fakeFetch(() => new Response("", { status: 502 }));

  await assert.rejects(quickly(() => follow(TICKET, never, () => {})), { code: "lost" });
  assert.ok(fetched.requests.length > 40, "three minutes of pauses of four seconds");
});

test("it waits as long as the server asks, however often, and says so", async () => {
  let times = 0;
  fetched = fakeFetch(() => {
    times += 1;
    const away = times < 100;
    return away ? json(503, { code: "unavailable" }, { "retry-after": "5" }) : json(200, { userResponse: TEXT, awaiting: "more" });
  });
  let waits = 0;

  const answer = await quickly(() => follow(TICKET, never, () => {}, () => (waits += 1)));

  assert.equal(answer.userResponse, TEXT);
  assert.equal(waits, 98);
});

test("an escalation that was stopped stays stopped, at every step", async () => {
  const control = new AbortController();
  fetched = fakeFetch((_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")))));

  const following = follow(TICKET, control.signal, () => {});
  control.abort();

  await assert.rejects(following, { code: "stopped" });
});

test("a visitor who stops while the message is on its way has stopped it", async () => {
  const control = new AbortController();
  fetched = fakeFetch(hangs);
  const posting = post("https://host", BODY, control.signal);
  control.abort();

  await assert.rejects(posting, { code: "stopped" });
});

test("a message that the server does not take within half a minute counts as offline", async () => {
  fetched = fakeFetch(hangs);

  await assert.rejects(hurriedly(() => post("https://host", BODY, never)), { code: "offline" });
});

test("a short message outlives its page, and a long one would be refused if it should", async () => {
  fetched = fakeFetch(() => json(202, TICKET));
  await post("https://host", BODY, never);
  await post("https://host", { ...BODY, message: "a".repeat(15_000) }, never);

  assert.deepEqual(fetched.requests.map(({ keepalive }) => keepalive), [true, false]);
});

test("at the limit the tenant's own words come along, and no other message does", async () => {
  const error = { code: "budget_exhausted", message: "We are closed.", fields: {} };
  fetched = fakeFetch(() => eventStream(`event: error\ndata: ${JSON.stringify(error)}\n\n`));

  await assert.rejects(follow(TICKET, never, () => {}), { code: "budget_exhausted", words: "We are closed." });
});

test("where the stream brings nothing the whole answer is asked for, until there is one", async () => {
  const answers = [() => eventStream(""), () => new Response(null, { status: 204 }), () => json(200, {}), () => json(200, { userResponse: TEXT, awaiting: "more" })];
  fetched = fakeFetch(() => answers.shift()());

  assert.equal((await quickly(() => follow(TICKET, never, () => {}))).userResponse, TEXT);
  const asked = fetched.requests.map(({ address }) => address);
  assert.deepEqual(asked, [TICKET.events, ...Array(3).fill(TICKET.poll + "&wait=20")]);
  assert.deepEqual(fetched.requests.map(({ cache, credentials }) => [cache, credentials]), Array(4).fill(["no-store", "omit"]));
});

test("a failure found by polling is reported like any other", async () => {
  const answers = [() => eventStream(""), () => json(200, { code: "teacher_broken", message: "for developers" })];
  fetched = fakeFetch(() => answers.shift()());

  await assert.rejects(quickly(() => follow(TICKET, never, () => {})), { code: "teacher_broken", words: undefined });
});

test("a stream that stays silent is given up, and what it brought before is not asked for again", async () => {
  const [first, ...rest] = events();
  let streams = 0;
  fetched = fakeFetch((address, { signal }) => (streams++ ? eventStream(rest.join("")) : silentAfter(first, signal)));

  assert.equal((await hurriedly(() => follow(TICKET, never, () => {}))).userResponse, TEXT);
  assert.deepEqual(fetched.requests.map(({ address }) => address), [TICKET.events, TICKET.events + "&after=1-0"]);
});

test("an event may have several lines of data, comments between them and either line end", async () => {
  const lines = [": hello", "id: 7-0", "event: answer", 'data: {"userResponse":', `data: ${JSON.stringify(TEXT)}, "awaiting": "more"}`, "", ""];
  fetched = fakeFetch(() => eventStream(lines.join("\r\n")));

  assert.deepEqual(await follow(TICKET, never, () => {}), { userResponse: TEXT, awaiting: "more" });
});

for (const [status, code] of [[429, "limited"], [503, "limited"], [500, "refused"]]) {
  test(`a refusal with the status ${status} and no code is ${code}`, async () => {
    fetched = fakeFetch(() => json(status, null));

    await assert.rejects(post("https://host", BODY, never), { code, retryAfter: code === "limited" ? 30 : undefined });
  });
}

test("stopping tells the server which message, and is no problem to the visitor", async () => {
  fetched = fakeFetch(() => Promise.reject(new TypeError("offline")));
  stop("https://host", { ...TICKET, token: "a+b" });
  await new Promise((resolve) => setImmediate(resolve));

  const [{ address, method, keepalive }] = fetched.requests;
  assert.deepEqual([address, method, keepalive], ["https://host/api/v1/escalations/e/stop?token=a%2Bb", "POST", true]);
});

test("stopping during a pause does not wait for its end", async () => {
  const control = new AbortController();
  fetched = fakeFetch(() => json(503, { code: "unavailable" }, { "retry-after": "60" }));
  const following = quickly(() => follow(TICKET, control.signal, () => {}));
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(fetched.requests.length, 1);
  control.abort();

  await assert.rejects(following, { code: "stopped" });
});

test("a stream is closed once its answer has come, even if the server keeps it open", async () => {
  const { signal } = new AbortController();
  fetched = fakeFetch((_, options) => silentAfter(events().join(""), options.signal));

  assert.equal((await follow(TICKET, signal, () => {})).userResponse, TEXT);
  assert.equal(fetched.requests[0].signal.aborted, true);
  assert.equal(signal.aborted, false);
});

/** A server that never answers. */
function hangs(_, { signal }) {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
}

/** A stream that says this and then nothing. */
function silentAfter(text, signal) {
  return new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      signal.addEventListener("abort", () => controller.error(new DOMException("", "AbortError")));
    },
  }));
}

/** Runs with timers that fire soon, however long they are. */
async function hurriedly(work) {
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = (done) => real(done, 20);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = real;
  }
}

/** Runs with timers that fire at once, so that nobody waits for a back-off. */
async function quickly(work) {
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = (done, milliseconds) => (milliseconds < 10_000 ? real(done, 0) : 0);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = real;
  }
}
