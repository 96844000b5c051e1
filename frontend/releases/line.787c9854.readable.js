// src/identity.js
var randomId = () => globalThis.crypto?.getRandomValues(new Uint32Array(3)).join("-") || "" + Date.now();

// src/line/failure.js
function failure(code, more) {
  return Object.assign(new Error(code), { code }, more);
}
function asFailure(error, code) {
  const known = (
    /** @type {Failure} */
    error
  );
  return typeof known?.code === "string" ? known : failure(code);
}
async function refusal(response) {
  let said = {};
  try {
    said = await response.json() || said;
  } catch {
  }
  const busy = response.status === 429 || response.status === 503;
  const seconds = parseInt(response.headers.get("retry-after") || "", 10);
  return failure(said.code || (busy ? "limited" : "refused"), {
    // Between a second and a day, whatever the header says; half a minute when it says nothing.
    retryAfter: busy ? Math.min(Math.max(seconds || 30, 1), 86400) : void 0
  });
}

// src/line/event-stream.js
var SILENCE_MS = 2e4;
function parseBlock(block) {
  const event = { id: "", kind: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) || [];
    if (name === "id") event.id = value;
    if (name === "event") event.kind = value;
    if (name === "data") event.data += (event.data && "\n") + value;
  }
  return event.data ? { ...event, data: JSON.parse(event.data) } : null;
}
async function* readEvents(address, signal) {
  const control = new AbortController();
  const giveUp = () => control.abort();
  signal.addEventListener("abort", giveUp);
  let timer = setTimeout(giveUp, SILENCE_MS);
  try {
    const response = await fetch(address, { signal: control.signal, cache: "no-store", credentials: "omit" });
    if (!response.ok || !response.body) throw await refusal(response);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let buffer = "";
    for (; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
      buffer += decoder.decode(value, { stream: true }).replaceAll("\r", "");
      const blocks = buffer.split("\n\n");
      buffer = /** @type {string} */
      blocks.pop();
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    clearTimeout(timer);
    giveUp();
  }
}

// src/line/text-so-far.js
function createText() {
  let text = "";
  let current = 0;
  return (piece) => {
    if (piece.attempt < current) return text;
    if (piece.attempt > current) text = "";
    current = piece.attempt;
    if (piece.offset <= text.length) text = text.slice(0, piece.offset) + piece.text;
    return text;
  };
}

// src/line/escalation.js
var POST_MS = 3e4;
var POLL_SECONDS = 20;
var PATIENCE_MS = 18e4;
var KEEPALIVE_LENGTH = 15e3;
var pause = (milliseconds, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
});
async function post(origin, body, signal) {
  const text = JSON.stringify(body);
  const control = new AbortController();
  const giveUp = () => control.abort();
  const timer = setTimeout(giveUp, POST_MS);
  signal.addEventListener("abort", giveUp);
  try {
    const response = await fetch(origin + "/api/v1/escalations", {
      method: "POST",
      body: text,
      // a string goes as text/plain, which needs no preflight
      signal: control.signal,
      keepalive: text.length < KEEPALIVE_LENGTH,
      // the visitor may leave for the next page right after sending
      credentials: "omit"
    });
    if (!response.ok) throw await refusal(response);
    return await response.json();
  } catch (error) {
    throw asFailure(error, signal.aborted ? "stopped" : "offline");
  } finally {
    clearTimeout(timer);
  }
}
var ended = ({ code, message }) => failure(code, { words: code === "budget_exhausted" ? message : void 0 });
async function listen(address, signal, onEvent) {
  for await (const event of readEvents(address, signal)) {
    onEvent(event);
    if (event.kind === "answer") return event.data;
    if (event.kind === "error") throw ended(event.data);
  }
  return null;
}
async function poll(ticket, signal) {
  const response = await fetch(`${ticket.poll}&wait=${POLL_SECONDS}`, { signal, cache: "no-store", credentials: "omit" });
  if (!response.ok) throw await refusal(response);
  const said = response.status === 200 ? await response.json() : {};
  if (said.code) throw ended(said);
  return said.userResponse === void 0 ? null : said;
}
async function follow(ticket, signal, onDelta, onWait = () => {
}) {
  let after = "";
  const text = createText();
  let tries = 0;
  let paused = 0;
  const take = ({ id, kind, data }) => {
    tries = paused = 0;
    after = id || after;
    if (kind === "delta") onDelta(text(data));
  };
  while (paused < PATIENCE_MS) {
    let wait = 250 * 2 ** Math.min(++tries, 4);
    try {
      const answer = tries > 1 ? await poll(ticket, signal) : await listen(ticket.events + (after && "&after=" + encodeURIComponent(after)), signal, take);
      if (answer) return answer;
    } catch (error) {
      const { code, retryAfter } = asFailure(error, "refused");
      if (code !== "refused" && !retryAfter && !signal.aborted) throw error;
      if (retryAfter) [wait, paused] = [retryAfter * 1e3, paused - retryAfter * 1e3];
    }
    paused += wait;
    if (tries > 1) onWait();
    await pause(wait, signal);
    if (signal.aborted) throw failure("stopped");
  }
  throw failure("lost");
}
function stop(origin, { escalation, token }) {
  const address = `${origin}/api/v1/escalations/${escalation}/stop?token=${encodeURIComponent(token)}`;
  fetch(address, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {
  });
}

// src/line/flights.js
var UNSTORABLE = /[\0\ud800-\udfff]/gu;
var storable = (text) => text.replace(UNSTORABLE, "�");
var BURST_MS = 2e3;
function createFlights(talk) {
  return {
    /** Takes back the last local turn if it came in one burst with what follows. @param {number} now */
    burst: (now) => now - (talk.state.local.at(-1)?.at || 0) < BURST_MS ? talk.state.local.pop() : void 0,
    /** What was answered here since the last escalation. @returns {LocalTurn[]} */
    local: () => talk.state.local.map(({ at: _at, ...turn }) => turn),
    /** @param {Pending} sent */
    open(sent) {
      talk.pending = talk.pending.filter((each) => each !== sent);
      talk.state.open[sent.body.id] = sent;
      talk.save();
    },
    /** The server has it, and with it the local turns that rode along. @param {Pending} sent */
    accepted(sent) {
      talk.state.local = talk.state.local.slice(sent.body.local.length);
      talk.save();
    },
    /** @param {Pending} sent */
    close(sent) {
      delete talk.state.open[sent.body.id];
      talk.save();
    },
    /** Keeps a failed message for another try. @param {Pending} sent  @returns {string} its id */
    retain(sent) {
      talk.pending.push(sent);
      return sent.body.id;
    }
  };
}

// src/line/fresh-lessons.js
function createFreshLessons(canonical) {
  let lessons = [];
  return {
    /**
     * @param {LearningInstruction | undefined} instruction
     * @param {Awaiting} awaiting the state it was taught in
     * @returns {boolean} whether there is a live rule to obey
     */
    learn(instruction, awaiting) {
      const rule = instruction?.rule;
      if (!rule) return false;
      const { query, variants, response } = instruction;
      const phrases = [query, ...variants || []].map(canonical);
      return lessons.push({ phrases, awaiting, rule: rule.id, version: rule.version, response }) > 0;
    },
    /**
     * The whole message only, in the state it was taught in (`nothing` also allows `more`).
     * @param {string} message @param {Awaiting} awaiting
     */
    find(message, awaiting) {
      if (awaiting !== "nothing" && awaiting !== "more") return void 0;
      const phrase = canonical(message);
      const found = lessons.find(
        (lesson) => phrase !== null && lesson.phrases.includes(phrase) && ["nothing", awaiting].includes(lesson.awaiting)
      );
      return found && { rule: found.rule, version: found.version, response: found.response, reason: "lesson" };
    },
    forget() {
      lessons = [];
    }
  };
}

// src/line/main.js
var UNDECIDED = /^(offline|refused|lost|token_expired)$/;
function createLine(parts) {
  const { key, origin, visitor, talk, counts, life, emit, canonical, sync } = parts;
  const lessons = createFreshLessons(canonical);
  const flights = createFlights(talk);
  let busyUntil = 0;
  const compose = (message, { rejects, page }) => {
    const awaiting = talk.awaiting();
    const before = rejects ? void 0 : flights.burst(Date.now());
    if (before) {
      message = before.message + "\n" + message;
      counts.add(before, before.at, -1);
    }
    const body = { key, visitor: visitor(), conversation: talk.state.id, id: randomId(), message: storable(message), awaiting, page };
    return {
      body: { ...body, local: flights.local(), rejects: rejects && { rule: rejects.id, version: rejects.version } }
    };
  };
  const deliver = async (sent, signal, onDelta, onWait) => {
    if (!sent.ticket) {
      const seconds = Math.ceil((busyUntil - Date.now()) / 1e3);
      if (seconds > 0) throw failure("limited", { retryAfter: seconds });
      sent.ticket = await post(origin, sent.body, signal);
      flights.accepted(sent);
    }
    return follow(sent.ticket, signal, onDelta, onWait);
  };
  const label = ({ body }, awaiting) => body.conversation === talk.state.id && talk.await(awaiting);
  const escalate = async (what, options) => {
    const { signal, onDelta, onWait } = options;
    if (!what) throw failure("empty");
    if (signal?.aborted || life.aborted) throw failure("stopped");
    const sent = typeof what === "string" ? compose(what, options) : what;
    const control = new AbortController();
    const abort = () => control.abort();
    for (const each of [signal, life]) each?.addEventListener("abort", abort);
    let shown = false;
    flights.open(sent);
    try {
      const answer = await deliver(sent, control.signal, (text) => {
        shown = true;
        onDelta?.(text);
        emit("delta", { text });
      }, onWait);
      flights.close(sent);
      label(sent, answer.awaiting);
      if (lessons.learn(answer.learningInstruction, sent.body.awaiting)) sync();
      return { ...answer, id: sent.body.id };
    } catch (error) {
      const failed = asFailure(error, "refused");
      if (failed.retryAfter) busyUntil = Date.now() + failed.retryAfter * 1e3;
      if (sent.ticket && control.signal.aborted) stop(origin, sent.ticket);
      sent.ticket = void 0;
      flights.close(sent);
      if (shown) label(sent, "unknown");
      if (failed.retryAfter || UNDECIDED.test(failed.code)) failed.id = flights.retain(sent);
      throw failed;
    } finally {
      for (const each of [signal, life]) each?.removeEventListener("abort", abort);
    }
  };
  const extras = () => parts.load("extras.eff58560.js sha256-7/WFYEZpaXOiQ9/iTi+IRVwtcBPh8BuyfXi1PpzfNeg=");
  const askServer = async (message, respond) => {
    const { askOwn } = await extras();
    return askOwn(parts, message, flights.local(), respond);
  };
  return { escalate, askServer, lessons, extras };
}
export {
  createLine
};
