"use strict";
(() => {
  // src/identity.js
  var randomId = () => globalThis.crypto?.getRandomValues(new Uint32Array(3)).join("-") || "" + Date.now();
  function visitorIn(store) {
    let visitor = store.get("visitor", "");
    if (!/^[\w-]{20,40}$/.test(visitor)) store.set("visitor", visitor = randomId());
    return visitor;
  }

  // src/acts.js
  var ACTS = new Set("greeting thanks farewell acknowledgement compliment laughter answer".split(" "));

  // src/codepoints.js
  var TABLE = "haa`q=)$H/aecf```s`B:`)a5ab`:gzcep?/`3a=aa=/m=aa4an`{a``jd~h=p`>2`gaaau`f``bcahaaacg`ca`daxab`ecaau`f`a`a`aa``dcaabb`fc``fpib`h`b`u`f`a`dai`b`ba`ncakff`b`gaaau`f`a`dahaaabfbca`daqia`ebb`cba```ababbbkcdbb`ca`e`mtdl`b`v`oah`b`cfa`ba`acaifu`b`v`i`dah`b`cfaea`cai`all`b`6`b`ecoay`b`qbw`h``afb`ce```geiabk=`c|(a```d`w```vad```eaiac#=n`'c*`'`n`l(?z``d`aB&`caf```ca,`ca$`caf```can`=_`ca=ia#bye=|aeaG-b=#>t=(aieiR#Etaea)aeag```````~a8`n`mae`rab`h`-d5naaz`lb$n$n>ycG'xjt[0a#`=3=*>%d0``d`a;famwhf`f`f`f`f`f`f`f`>k%y`=#k?.ykc=f`=|a=1d.`=(`=zk2`JS7b:hBes?lg?#da```dw=abi>7#=*|C'=bc=v=fAQ_kvc4@DoBwa=4)fkddy`d```a`a`>joC1a9f`#-e6`r`ccd`>ta``?rbeaeaeabbf`flaWCi={`=m`aa`aaac`k```f`=g`cag`f`{`c`d``bf`A:aAfa5?>0/c=.knan`n`(i?b;|l/chfame>+Mndoblb>ak=#fkc`nkc;gie+g}aa=tA:kmadbdbfh|bjdeiieggfh>$`:(iNcQJz#>>4f?6a>[dm?Ve=OxE|Vw>L(FE<g@k";

  // src/phrases.js
  var NORM = 1;
  var MAX_CODE_POINTS = 120;
  var PAUSE = "\n";
  var bounds;
  function decode(table) {
    const places = [];
    let number = 0;
    let before = 0;
    for (let at = 0; at < table.length; at++) {
      const value = (table.charCodeAt(at) + 89) % 92;
      if (value > 56) number = number * 35 + value - 57;
      else {
        before += number * 57 + value;
        places.push(before);
        number = 0;
      }
    }
    return places;
  }
  function isMatchable(character) {
    const code = (
      /** @type {number} */
      character.codePointAt(0)
    );
    bounds ||= decode(TABLE);
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (bounds[middle] > code) high = middle;
      else low = middle + 1;
    }
    return low % 2 > 0;
  }
  var REMOVED = /['`\u00ad\u00b4\u02b9-\u02bd\u034f\u05f3\u061c\u0640\u064b-\u0652\u0670\u180b-\u180f\u200b-\u200f\u2018\u2019\u201b\u2032\u2060\ufe00-\ufe0f\ufeff\uff07\u{1f3fb}-\u{1f3ff}\u{e0100}-\u{e01ef}]/gu;
  var canonical = (text) => joined(read(text)) || null;
  var joined = (words) => words.filter((word) => word > PAUSE).join(" ");
  function read(text) {
    if (typeof text !== "string" || text.length > 240) return [];
    const characters = [...text];
    if (characters.length > MAX_CODE_POINTS || !characters.every(isMatchable)) return [];
    const words = text.replace(/\u037e|([\u0370-\u03ff\u1f00-\u1fff]);/g, "$1?").replace(REMOVED, "").normalize("NFKC").toLowerCase().normalize("NFKC").replace(REMOVED, "").replace(/ς/g, "σ").replace(
      /([a-z\u00df-\u065f\u0671-\u06ef\u0904-\u0963\u1100-\u11ff\u1e00-\u1fff\u2190-\u2bff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u{1f000}-\u{1faff}])\1\1+/gu,
      "$1"
    ).replace(/[?\u00bf\u061f\u203d\u2753\u2754]+/g, "?").replace(/[\n!,.:;\u060c\u061b\u06d4\u0964\u0965\u3001\u3002]| [-\u2013\u2014] /g, " \n ").replace(/[\t\r)\-~\u00a1\u00b7\u05be\u05c3\u2010-\u2015\u2022\u2027-\u2029\u301c\u30fb]/g, " ").replace(
      /["#$%&(*+/<=>?@[\\\]^_{|}\u00a2-\u00bf\u00d7\u00f7\u2010-\u2bff\u2e00-\u30ff\u31f0-\u9fff\uf900-\ufaff\u{1f000}-\u{3ffff}]/gu,
      " $& "
    ).split(" ").filter(Boolean);
    return [...joined(words)].length > MAX_CODE_POINTS ? [] : words;
  }

  // src/packs.js
  var FORMAT = 4;
  var STATES = "nothing more confirm choice info".split(" ");
  var ACT = 2;
  var ANSWERS_IN = 3;
  var EXPIRES = 5;
  var PHRASES = 7;
  var isText = (value) => typeof value === "string";
  var isCount = (value) => Number.isSafeInteger(value) && value >= 0;
  var isState = (value) => STATES.includes(value);
  var isRole = (value) => Object.values(value).every(Array.isArray);
  var shaped = (shape) => (value) => {
    const bad = Object.keys(shape).find((name) => !shape[name](value[name]));
    if (bad) throw Error(bad);
    return value;
  };
  var isPack = shaped({
    format: (value) => value === FORMAT,
    norm: (value) => value === NORM,
    version: isCount,
    settings: shaped({ lifetime: isCount, enabled: (value) => value === !!value }),
    rules: Array.isArray,
    rewrites: (value) => Object.values(value).every(isText),
    guards: (value) => Array.isArray(value) && value.every(isText),
    clauses: isRole,
    openers: isRole,
    closers: isRole
  });
  function ruleOf([id, version, act, states, language, expires, response, ...phrases]) {
    const passes = [id, version, expires ?? 0].every(isCount) && [act, language ?? "", response, ...phrases].every(isText) && states.split(" ").every(isState);
    if (!passes) throw Error("rule");
    return { id, version, response };
  }
  function loadPack(data) {
    isPack(data);
    const made = /* @__PURE__ */ new Map();
    return {
      ...data,
      rewrites: new Map(Object.entries(data.rewrites)),
      guards: new Set(data.guards),
      index(state, now) {
        let index = made.get(state);
        if (!index || now >= index.until) made.set(state, index = createIndex(data, state, now));
        return index;
      }
    };
  }
  function createIndex({ rules, clauses, openers, closers }, state, now) {
    const [stands, opens, closes] = [clauses, openers, closers].map((role) => Object.hasOwn(role, state) ? role[state] : []);
    const forms = new Map(stands.map((form) => [form, Infinity]));
    const answers = /* @__PURE__ */ new Map();
    let until = Infinity;
    for (let rank = isState(state) ? rules.length : 0; rank--; ) {
      const row = rules[rank];
      const act = row[ACT];
      const expires = row[EXPIRES];
      if (!ACTS.has(act) || !row[ANSWERS_IN].includes(state)) continue;
      if (expires !== null) {
        if (!(expires > now)) continue;
        until = Math.min(until, expires);
      }
      const those = act === "answer" ? answers : forms;
      for (let at = PHRASES; at < row.length; at++) those.set(row[at], rank);
    }
    const words = (" " + [...forms.keys(), ...opens, ...closes].join(" \n ")).split(" ");
    let twos;
    const isSaid = (two) => (twos ||= new Set(words.map((word, at) => words[at - 1] + " " + word))).has(two);
    return { forms, answers, opens: new Set(opens), closes: new Set(closes), known: new Set(words), isSaid, until };
  }

  // src/conversation.js
  var LOCAL_TURNS = 20;
  function createConversation(store) {
    const fresh = () => {
      let id = "";
      return {
        get id() {
          return id ||= randomId();
        },
        awaiting: "nothing",
        local: [],
        open: {}
      };
    };
    const talk = {
      state: fresh(),
      /** What may be taken up again: messages of an earlier page view, and failed ones. @type {Pending[]} */
      pending: [],
      /** Takes up what the tab's last page view left. */
      restore() {
        const state = talk.state = store.get("talk", fresh()) || talk.state;
        talk.pending = Object.values(state.open).filter((each) => each?.body);
        state.awaiting = talk.awaiting();
        state.open = {};
      },
      save: () => store.set("talk", talk.state),
      /** Unknown while an answer is under way. @returns {Awaiting} */
      awaiting: () => Object.keys(talk.state.open).length ? "unknown" : talk.state.awaiting,
      /** @param {unknown} label anything but a known state is unknown */
      await(label) {
        talk.state.awaiting = STATES.includes(
          /** @type {string} */
          label
        ) ? (
          /** @type {Awaiting} */
          label
        ) : "unknown";
        talk.save();
      },
      /** @param {Turn} turn */
      answered({ message, response, rule, version, at }) {
        talk.state.local = [...talk.state.local, { message, response, rule, version, at }].slice(-LOCAL_TURNS);
        talk.save();
      },
      reset() {
        talk.state = fresh();
        talk.pending = [];
        talk.save();
      }
    };
    talk.restore();
    return talk;
  }

  // src/counts.js
  var HOUR_MS = 36e5;
  var FLUSH_AT = 500;
  function createCounts({ key, origin, store, visitor }) {
    let counts = store.get("counts", {}) || {};
    const flush = () => {
      const fresh = [];
      for (const name in counts) {
        const [rule, version, at] = name.split(".").map(Number);
        const hour = new Date(at * HOUR_MS);
        if (counts[name] > 0 && +hour > 0) fresh.push({ rule, version, hour, count: counts[name] });
      }
      let batch = store.get("batch", { batch: "", counts: [] });
      if (!batch && !fresh[0]) return;
      batch ||= { batch: randomId(), visitor: visitor(), counts: [] };
      batch.counts.push(...fresh);
      counts = {};
      store.set("counts", counts);
      store.set("batch", navigator.onLine === false || !deliver(batch) ? batch : null);
    };
    const deliver = (batch) => {
      try {
        return navigator.sendBeacon(origin + "/api/v1/usage", JSON.stringify({ key, ...batch }));
      } catch {
        return false;
      }
    };
    return {
      flush,
      /**
       * @param {{ rule: number, version: number }} turn
       * @param {number} now milliseconds
       * @param {1 | -1} by -1 takes one back whose message went to the teacher after all
       */
      add({ rule, version }, now, by = 1) {
        const name = [rule, version, now / HOUR_MS | 0].join(".");
        counts[name] = (counts[name] || 0) + by;
        store.set("counts", counts);
        let total = 0;
        for (const each in counts) total += counts[each];
        if (total >= FLUSH_AT) flush();
      }
    };
  }

  // src/events.js
  function createEvents() {
    let listeners = {};
    return {
      /**
       * @template {keyof EventMap} Name
       * @param {Name} event @param {(detail: EventMap[Name]) => void} listener
       * @returns {() => void} stops listening
       */
      on(event, listener) {
        const those = listeners[event] ||= /* @__PURE__ */ new Set();
        those.add(listener);
        return () => those.delete(listener);
      },
      /** @template {keyof EventMap} Name @param {Name} event @param {EventMap[Name]} [detail] */
      emit(event, detail) {
        for (const listener of listeners[event] || []) {
          try {
            listener(detail);
          } catch (error) {
            console.error(error);
          }
        }
      },
      forget() {
        listeners = {};
      }
    };
  }

  // src/loading.js
  async function load(home, file) {
    await 0;
    const [name, integrity] = file.split(" ");
    const { href } = new URL(name, home);
    const typed = window.trustedTypes;
    if (typed && /^A/.test(navigator.vendor)) await fetch(href, { integrity });
    else {
      const tag = document.createElement(typed ? "link" : "script");
      await new Promise((onload, fail) => {
        const onerror = () => fail(Error(href));
        Object.assign(tag, { rel: "modulepreload", type: "module", href, src: href, integrity, crossOrigin: "", onload, onerror });
        document.documentElement.append(tag);
      });
      tag.remove();
    }
    return import(
      /* webpackIgnore: true */
      /* turbopackIgnore: true */
      /* @vite-ignore */
      href
    );
  }

  // src/matching.js
  function decide(pack, message, awaiting, now) {
    const why = { state: awaiting, phrases: [], optional: [], swapped: [], unknown: [] };
    const end = (reason, rank = Infinity) => {
      const { id = null, version = null, response = null } = rank < Infinity ? ruleOf(pack.rules[rank]) : {};
      return { rule: id, version, response, reason, explanation: why };
    };
    try {
      if (!pack.settings.enabled) return end("disabled");
      const written = read(message);
      const form = joined(written);
      if (!form) return end("unmatchable");
      const index = pack.index(awaiting, now);
      const { answers, forms, known } = index;
      if (answers.has(form)) {
        why.phrases.push(form);
        return end("whole", answers.get(form));
      }
      if (known.size < 2 && !answers.size) return end("silent");
      const words = [];
      const pauses = /* @__PURE__ */ new Set([0]);
      written.forEach((word, at) => {
        const said = pack.rewrites.get(word) ?? word;
        if (word === PAUSE) pauses.add(words.length);
        else if (!said) why.optional.push(word);
        else {
          said === word || why.swapped.push(word + "=" + said);
          const those = said.split(" ");
          words.push(...those);
          if (those.some((each) => !known.has(each)) || pack.guards.has(written[at - 1] + " " + word)) why.unknown.push(said);
        }
      });
      if (why.unknown[0]) return end("unknown-word");
      const whole = words.join(" ");
      if (
        /** @type {number} */
        forms.get(whole) < Infinity
      ) {
        why.phrases.push(whole);
        return end("whole", forms.get(whole));
      }
      const last = split(index, words, pauses, pack.guards);
      if (!last) return end("no-match");
      for (let cell = last, stop = words.length; cell.before; stop = cell.since, cell = cell.before) {
        why.phrases.unshift(words.slice(cell.since, stop).join(" "));
      }
      if (last.rank === Infinity) return end("only-parts");
      const isPart = (form2) => !/** @type {number} */
      (forms.get(form2) < Infinity);
      if (pack.rules[last.rank][ACT] === "acknowledgement" && why.phrases.some(isPart)) return end("only-parts");
      return end("combined", last.rank);
    } catch {
      return end("failed");
    }
  }
  function split({ forms, opens, closes, isSaid }, words, pauses, guards) {
    const ends = [{ rank: Infinity }];
    const openEnds = [];
    for (let start = 0; start < words.length; start++) {
      const rested = ends[start];
      const guard = guards.has(words[start]);
      const paused = pauses.has(start);
      const guarded = start && (guard || !paused && guards.has(words[start - 1]));
      if (guarded && !paused && !isSaid(words[start - 1] + " " + words[start])) continue;
      const opened = !guard && openEnds[start];
      const before = opened && !/** @type {any} */
      (rested?.rank <= opened.rank) ? opened : rested;
      if (!before) continue;
      for (let stop = start + 1; stop <= words.length; stop++) {
        const form = words.slice(start, stop).join(" ");
        const rank = (
          /** @type {number} */
          forms.get(form)
        );
        const reach = (cells, from, rank2 = Infinity) => {
          if (!from || /** @type {any} */
          cells[stop]?.rank <= (rank2 = Math.min(from.rank, rank2))) return;
          cells[stop] = { rank: rank2, since: start, before: from };
        };
        if (rank < Infinity || rank && !(guarded && stop === start + 1)) reach(ends, before, rank);
        if (guarded) continue;
        if (opens.has(form)) reach(openEnds, before);
        if (closes.has(form) && start) reach(ends, rested);
      }
    }
    return ends[words.length];
  }

  // src/pack-keeper.js
  var PACK = "pack" + FORMAT;
  var CHECKED = "checked" + FORMAT;
  function createPackKeeper({ key, origin, store, changed }) {
    let pack = null;
    let text = "";
    let checkedAt = 0;
    let syncing = null;
    const adopt = (candidate = text) => {
      if (candidate === text) return;
      try {
        pack = loadPack(JSON.parse(candidate));
        text = candidate;
        changed();
      } catch (error) {
        changed(String(error));
      }
    };
    const restore = () => {
      adopt(store.get(PACK, ""));
      checkedAt = /** @type {number} */
      store.get(CHECKED, 0);
    };
    const download = async () => {
      try {
        const response = await fetch(`${origin}/api/v1/pack?key=${encodeURIComponent(key)}&format=${FORMAT}`, {
          cache: "no-cache",
          // the browser itself makes this a 304
          credentials: "omit"
        });
        if (!response.ok) throw "status " + response.status;
        const fresh = await response.text();
        adopt(fresh);
        if (fresh !== text) return;
        if (store.get(PACK, "") !== text) store.set(PACK, text);
        store.set(CHECKED, checkedAt = Date.now());
      } catch (error) {
        changed(String(error));
      }
    };
    return {
      restore,
      /** @returns {Promise<void>} never rejects */
      sync: () => syncing ||= download().finally(() => syncing = null),
      /** The pack, while its lifetime lasts. @param {number} now milliseconds */
      current: (now) => pack && Math.abs(now - checkedAt) <= pack.settings.lifetime * 1e3 ? pack : null,
      held: () => pack,
      drop() {
        pack = null;
        text = "";
      }
    };
  }

  // src/storage.js
  var alike = (value, sample) => typeof value === typeof sample && Array.isArray(value) === Array.isArray(sample) && (typeof sample !== "object" || value && Object.keys(sample).every((name) => alike(value[name], sample[name])));
  function openStore(kind, prefix, allowed) {
    let memory = {};
    const attempt = (work) => {
      try {
        return allowed && work(globalThis[kind]);
      } catch {
      }
      return void 0;
    };
    const store = {
      get(name, sample) {
        const value = attempt((area) => JSON.parse(
          /** @type {string} */
          area.getItem(prefix + name)
        ));
        return alike(value, sample) ? value : memory[name];
      },
      set(name, value) {
        memory[name] = value;
        attempt((area) => (area.setItem(prefix + name, JSON.stringify(value)), true)) || attempt((area) => area.removeItem(prefix + name));
      },
      allow() {
        const held = memory;
        allowed = true;
        for (const name in held) if (store.get(name, held[name]) === held[name]) store.set(name, held[name]);
      },
      forbid() {
        allowed = true;
        attempt((area) => {
          for (const name of Object.keys(area)) if (name.startsWith(prefix)) area.removeItem(name);
        });
        memory = {};
        allowed = false;
      }
    };
    return store;
  }

  // src/gatekeeper.js
  var SYNC_PATIENCE_MS = 500;
  var FRESHNESS_CHECK_MS = 15e3;
  var noAnswer = (reason) => ({ rule: null, version: null, response: null, reason });
  var Gatekeeper = class {
    /** @type {import("./types").SiteOptions} @internal */
    site;
    /** What is kept for this tab's conversation. @type {import("./types").Store} @internal */
    tab;
    /** What is kept for the site in this browser. @type {import("./types").Store} @internal */
    kept;
    /** Who listens to what. @type {import("./types").Bus} @internal */
    bus = createEvents();
    /** Holds the pack. @type {import("./types").PackKeeper} @internal */
    keeper;
    #counts;
    #talk;
    /** @type {Promise<Line> | undefined} */
    #loading;
    /** @type {Line | undefined} */
    #line;
    /** @type {Decided | undefined} */
    #last;
    /** @type {(() => Promise<void>) | undefined} */
    #identify;
    /** @type {Promise<void>} */
    #identifying = Promise.resolve();
    // one person after the other
    #end = new AbortController();
    /** Aborted by `destroy()`: ends every listener and stream. @internal */
    life = this.#end.signal;
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
      queueMicrotask(() => this.#refresh());
    }
    /**
     * Answers a message: here if the pack can, else by the teacher.
     * @param {string} text
     * @param {AskOptions} [options]
     * @returns {Promise<Answer>} rejects with a `Failure`
     */
    ask(text, options = {}) {
      const asked = this.#ask(String(text).trim(), options);
      asked.then(
        (answer) => this.bus.emit("answer", answer),
        (problem) => this.bus.emit("error", problem)
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
      const decided = this.#last = this.#decide(message, awaiting);
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
      this.#identify?.();
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
      this.#identify = () => this.#identifying = this.#identifying.then(() => this.#extras()).then(({ identify }) => identify(this, this.kept, token)).catch(console.error);
      return this.#identify();
    }
    /** Messages of an earlier page view, and failed ones, that `ask` takes up again by their id. */
    pending() {
      return this.#talk.pending.map(({ body, ticket }) => ({
        id: body.id,
        message: body.message,
        accepted: !!ticket
      }));
    }
    /** Starts a new conversation. */
    reset() {
      this.#talk.reset();
      this.tab.set("transcript", []);
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
      if (on !== void 0) this.site.debug = on;
      return {
        awaiting: this.state(),
        pack: this.keeper.held()?.version,
        fresh: !!this.keeper.current(Date.now()),
        paused: this.#paused,
        consented: this.#consented,
        visitor: this.tab.get("visitor", "") || this.kept.get("visitor", ""),
        conversation: this.#talk.state.id,
        decision: this.#last
      };
    }
    /** Loads a file of this release. @param {string} file its name and checksum  @returns {Promise<any>} @internal */
    load(file) {
      return load(this.site.home, file);
    }
    /** Loads the line to the teacher, if it is not here yet. @returns {Promise<Line>} @internal */
    line() {
      return this.#loading ||= this.load("line.787c9854.js sha256-eHyYVDnHuA3S+ikkTwsU9siVqUF/65H9VB4fP5Qx25w=").then(
        ({ createLine }) => this.#line = createLine({
          ...this.site,
          visitor: this.#visitor,
          talk: this.#talk,
          counts: this.#counts,
          life: this.life,
          emit: this.bus.emit,
          canonical,
          load: (file) => this.load(file),
          sync: () => this.sync()
        }),
        (error) => {
          this.#loading = void 0;
          throw Object.assign(error, { code: "offline" });
        }
      );
    }
    /**
     * Stands in front of a chat that the page has already.
     * @param {HTMLElement} target its form, or its field
     * @param {import("./types").WrapOptions} options
     * @returns {() => void} unwraps
     */
    wrap(target, options) {
      const wrapped = this.#extras().then(({ wrap }) => wrap(this, target, options));
      wrapped.catch(console.error);
      return () => wrapped.then((unwrap) => unwrap());
    }
    /** @param {string} message @param {Awaiting} awaiting  @returns {Decided} */
    #decide(message, awaiting) {
      if (this.#paused) return noAnswer("paused");
      const now = Date.now();
      const pack = this.keeper.current(now);
      const decided = pack ? decide(pack, message, awaiting, now / 1e3) : noAnswer("no-pack");
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
          const turn = (
            /** @type {import("./conversation.js").Turn} */
            { ...decided, message, at: Date.now() }
          );
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
      if (!problem) this.#line?.lessons.forget();
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
      const listen = (type, act) => addEventListener(type, act, { signal });
      listen("pagehide", () => this.flush());
      listen("pageshow", ({ persisted }) => persisted && this.restore());
      listen("storage", ({ key }) => key === checked && this.keeper.restore());
      listen("visibilitychange", () => document.hidden ? this.flush() : this.#refresh());
    }
  };

  // src/main.js
  var TAG = 'script[data-key^="pk_"]';
  function run() {
    const tag = document.currentScript;
    const own = tag instanceof HTMLScriptElement ? tag : void 0;
    const before = Object.hasOwn(window, "delegation") ? window.delegation : {};
    const sites = before.sites || {};
    const expose = () => {
      const [first] = Object.values(sites);
      if (first) window.delegation = Object.assign(first, entry);
      else delete window.delegation;
    };
    const startSite = ({ ...options }) => {
      const { key, chat, consent, debug } = options;
      if (sites[key]) return sites[key];
      const home = (
        /** @type {string} */
        own?.src || options.src
      );
      const site = sites[key] = new Gatekeeper({
        key,
        home,
        origin: new URL(home).origin,
        waitForConsent: consent !== void 0,
        debug: debug !== void 0
      });
      site.on("destroy", () => (delete sites[key], expose()));
      expose();
      if (chat !== void 0) load(home, "chat.3a60a95c.js sha256-OmCpXJ+u6boIHb6oBNZlMMaMRckNTqnQNls951mQvE8=").then(({ mountChat }) => mountChat(site, options), console.error);
      return site;
    };
    const entry = {
      sites,
      later: before.later,
      // calls that wait for the chat
      start(options) {
        if (options) return startSite(options);
        for (
          const each of
          /** @type {NodeListOf<HTMLScriptElement>} */
          document.querySelectorAll(TAG)
        ) {
          if (each.src === own?.src) startSite(
            /** @type {any} */
            each.dataset
          );
        }
        return void 0;
      }
    };
    if (!before.sites) window.delegation = entry;
    if (own?.matches(TAG)) startSite(
      /** @type {any} */
      own.dataset
    );
    for (const [name, values, answer] of before.queue || []) answer(window.delegation[name](...values));
  }
  if (globalThis.document) run();
})();
