/** The gatekeeper of one site: answers what its pack knows, sends everything else to the teacher. */

import { createConversation } from "./conversation.js";
import { createCounts } from "./counts.js";
import { createEvents } from "./events.js";
import { visitorIn } from "./identity.js";
import { load } from "./loading.js";
import { decide } from "./matching.js";
import { CHECKED, createPackKeeper } from "./pack-keeper.js";
import { canonical } from "./phrases.js";
import { openStore } from "./storage.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").AskOptions} AskOptions */
/** @typedef {import("./types").Awaiting} Awaiting */
/** @typedef {import("./types").Decided} Decided */
/** @typedef {import("./types").EventMap} EventMap */
/** @typedef {import("./types").Line} Line */

const SYNC_PATIENCE_MS = 500; // a message waits this long for a pack on its way: a call saved is worth it
const FRESHNESS_CHECK_MS = 15_000;

/** @param {string} reason @returns {Decided} */
const noAnswer = (reason) => ({ rule: null, version: null, response: null, reason });

export class Gatekeeper {
  /** @type {import("./types").SiteOptions} @internal */ site;
  /** What is kept for this tab's conversation. @type {import("./types").Store} @internal */ tab;
  /** What is kept for the site in this browser. @type {import("./types").Store} @internal */ kept;
  /** Who listens to what. @type {import("./types").Bus} @internal */ bus = createEvents();
  /** Holds the pack. @type {import("./types").PackKeeper} @internal */ keeper;
  #counts;
  #talk;
  /** @type {Promise<Line> | undefined} */ #loading;
  /** @type {Line | undefined} */ #line;
  /** @type {Decided | undefined} */ #last;
  /** @type {(() => Promise<void>) | undefined} */ #identify;
  /** @type {Promise<void>} */ #identifying = Promise.resolve(); // one person after the other
  #end = new AbortController();
  /** Aborted by `destroy()`: ends every listener and stream. @internal */ life = this.#end.signal;
  #paused = false;
  #consented;

  /** @param {import("./types").SiteOptions} site @internal */
  constructor(site) {
    this.site = site;
    this.key = site.key;
    this.#consented = !site.waitForConsent;
    const prefix = `delegation:${site.key}:`;
    this.kept = openStore("localStorage", prefix, this.#consented);
    this.tab = openStore("sessionStorage", prefix, this.#consented);
    this.#talk = createConversation(this.tab);
    this.#counts = createCounts({ ...site, store: this.tab, visitor: this.#visitor });
    this.keeper = createPackKeeper({ ...site, store: this.kept, changed: (problem) => this.#packChanged(problem) });
    this.keeper.restore();
    this.#listen(prefix + CHECKED);
    queueMicrotask(() => this.#refresh()); // as in loading.js
  }

  /**
   * Answers a message: here if the pack can, else by the teacher.
   * @param {string} text
   * @param {AskOptions} [options]
   * @returns {Promise<Answer>} rejects with a `Failure`
   */
  ask(text, options = {}) {
    const asked = this.#ask(String(text).trim(), options);
    // A page that looks at neither gets no unhandled rejection; the event tells those who listen.
    asked.then(
      (answer) => this.bus.emit("answer", answer),
      (problem) => this.bus.emit("error", problem),
    );
    return asked;
  }

  /**
   * Whether a message would be answered here, and why. Nothing is shown, sent or counted.
   * @param {string} message
   * @returns {Decided}
   */
  match(message) {
    const awaiting = this.state();
    const decided = (this.#last = this.#decide(message, awaiting));
    const detail = { ...decided, message, awaiting };
    if (this.site.debug) console.info("delegation", detail);
    this.bus.emit("decision", detail);
    return decided;
  }

  /**
   * @template {keyof EventMap} Name
   * @param {Name} event
   * @param {(detail: EventMap[Name]) => void} listener
   * @returns {() => void} stops listening
   */
  on(event, listener) {
    return this.bus.on(event, listener);
  }

  /**
   * What the assistant awaits; set it when the page itself showed an answer.
   * @param {Awaiting} [awaiting]
   * @returns {Awaiting}
   */
  state(awaiting) {
    if (awaiting) this.#talk.await(awaiting);
    return this.#talk.awaiting();
  }

  /** Asks the server for the current pack. @returns {Promise<void>} never rejects */
  async sync() {
    if (this.#consented) await this.keeper.sync();
  }

  /** Sends the counts now. */
  flush() {
    if (this.#consented) this.#counts.flush();
  }

  /** Lets everything go to the teacher until `pause(false)`. */
  pause(paused = true) {
    this.#paused = paused;
  }

  /** @param {boolean} given false forgets everything that is stored here */
  consent(given) {
    this.#consented = given;
    for (const store of [this.kept, this.tab]) given ? store.allow() : store.forbid();
    if (!given) return this.keeper.drop();
    this.#identify?.(); // what was stored may be another person's
    this.#talk.save();
    this.keeper.restore();
    this.#refresh();
  }

  /**
   * One visitor on all devices of a person; another person begins a new conversation.
   * @param {string | null} token hard to guess and always the same for one person; it never leaves the
   *   browser. `null` when no one is signed in
   * @returns {Promise<void>} never rejects
   */
  identify(token) {
    this.#identify = () =>
      (this.#identifying = this.#identifying
        .then(() => this.#extras())
        .then(({ identify }) => identify(this, this.kept, token))
        .catch(console.error)); // the chat works as it did before
    return this.#identify();
  }

  /** Messages of an earlier page view, and failed ones, that `ask` takes up again by their id. */
  pending() {
    return this.#talk.pending.map(({ body, ticket }) => ({
      id: body.id,
      message: body.message,
      accepted: !!ticket,
    }));
  }

  /** Starts a new conversation. */
  reset() {
    this.#talk.reset();
    this.tab.set("transcript", []); // also where no chat was opened that would forget it
    this.bus.emit("reset");
  }

  /** Leaves the page as if it had never been there. */
  destroy() {
    this.flush();
    this.#end.abort();
    this.bus.emit("destroy");
    this.bus.forget();
  }

  /**
   * What a developer wants to see.
   * @param {boolean} [on] prints every decision with its reason to the console from now on
   */
  debug(on) {
    if (on !== undefined) this.site.debug = on;
    return {
      awaiting: this.state(),
      pack: this.keeper.held()?.version,
      fresh: !!this.keeper.current(Date.now()),
      paused: this.#paused,
      consented: this.#consented,
      visitor: this.tab.get("visitor", "") || this.kept.get("visitor", ""),
      conversation: this.#talk.state.id,
      decision: this.#last,
    };
  }

  /** Loads a file of this release. @param {string} file its name and checksum  @returns {Promise<any>} @internal */
  load(file) {
    return load(this.site.home, file);
  }

  /** Loads the line to the teacher, if it is not here yet. @returns {Promise<Line>} @internal */
  line() {
    return (this.#loading ||= this.load(LINE_FILE).then(
      ({ createLine }) =>
        (this.#line = createLine({
          ...this.site,
          visitor: this.#visitor,
          talk: this.#talk,
          counts: this.#counts,
          life: this.life,
          emit: this.bus.emit,
          canonical,
          load: (/** @type {string} */ file) => this.load(file),
          sync: () => this.sync(),
        })),
      (error) => {
        this.#loading = undefined;
        throw Object.assign(error, { code: "offline" });
      },
    ));
  }

  /**
   * Stands in front of a chat that the page has already.
   * @param {HTMLElement} target its form, or its field
   * @param {import("./types").WrapOptions} options
   * @returns {() => void} unwraps
   */
  wrap(target, options) {
    const wrapped = this.#extras().then(({ wrap }) => wrap(this, target, options));
    wrapped.catch(console.error); // the chat works as it did before
    return () => wrapped.then((unwrap) => unwrap());
  }

  /** @param {string} message @param {Awaiting} awaiting  @returns {Decided} */
  #decide(message, awaiting) {
    if (this.#paused) return noAnswer("paused");
    const now = Date.now();
    const pack = this.keeper.current(now);
    const decided = pack ? decide(pack, message, awaiting, now / 1000) : noAnswer("no-pack");
    const taught = decided.rule === null && pack?.settings.enabled !== false && this.#line?.lessons.find(message, awaiting);
    return taught || decided;
  }

  /** @param {string} message @param {AskOptions} options  @returns {Promise<Answer>} */
  async #ask(message, options) {
    await this.#identifying;
    const pending = options.id && this.#talk.pending.find(({ body }) => body.id === options.id);
    if (!pending && !options.rejects) {
      if (!this.keeper.current(Date.now())) {
        await Promise.race([this.sync(), new Promise((resolve) => setTimeout(resolve, SYNC_PATIENCE_MS))]);
      }
      const decided = this.match(message);
      if (decided.rule !== null) {
        const turn = /** @type {import("./conversation.js").Turn} */ ({ ...decided, message, at: Date.now() });
        this.#talk.answered(turn);
        this.#counts.add(turn, turn.at);
        const rule = { id: turn.rule, version: turn.version };
        return { userResponse: turn.response, awaiting: this.state(), source: "local", rule };
      }
    }
    const line = await this.line();
    return options.respond ? line.askServer(message, options.respond) : line.escalate(pending || message, options);
  }

  async #extras() {
    return (await this.line()).extras();
  }

  /** Takes up a conversation that went on elsewhere: in a page that the visitor came back from, or another tab. @internal */
  restore() {
    this.#talk.restore();
    this.bus.emit("restore");
  }

  /** @param {string} [problem] */
  #packChanged(problem) {
    if (!problem) this.#line?.lessons.forget(); // the new pack holds them, or has withdrawn them
    this.bus.emit("pack", { version: this.keeper.held()?.version, problem });
  }

  // Another tab's visitor may have changed since: whose conversation this tab holds does not.
  #visitor = () => visitorIn(this.tab.get("visitor", "") ? this.tab : this.kept);

  #refresh() {
    if (!document.hidden && !this.keeper.current(Date.now())) this.sync();
  }

  /** @param {string} checked what another tab changes with every pack */
  #listen(checked) {
    const signal = this.life;
    const timer = setInterval(() => this.#refresh(), FRESHNESS_CHECK_MS);
    this.bus.on("destroy", () => clearInterval(timer));
    /** @param {string} type @param {(event: any) => unknown} act */
    const listen = (type, act) => addEventListener(type, act, { signal });
    listen("pagehide", () => this.flush());
    // From the back-forward cache, with the memory of a page whose conversation another page has continued.
    listen("pageshow", ({ persisted }) => persisted && this.restore());
    listen("storage", ({ key }) => key === checked && this.keeper.restore());
    listen("visibilitychange", () => (document.hidden ? this.flush() : this.#refresh()));
  }
}
