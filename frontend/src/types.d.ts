// The shapes that the gatekeeper's modules share, and that a page sees.

/** What the assistant's last answer waits for. */
export type Awaiting = "nothing" | "more" | "confirm" | "choice" | "info" | "unknown";

export interface RuleVersion {
  id: number;
  version: number;
}

/** An answer in the shape that the teacher gives it. */
export interface Answer {
  userResponse: string;
  awaiting: Awaiting;
  /** "local": the gatekeeper; "teacher" and "server": an escalation; "own": the page's own server. */
  source: "local" | "teacher" | "server" | "own";
  /** The rule that answered, when the gatekeeper did. */
  rule?: RuleVersion;
  /** Of the message, where the assistant answered. */
  id?: string;
  /** What the visitor may press instead of writing. */
  options?: string[];
  learningInstruction?: LearningInstruction;
}

/** An answer of the page's own server. Without `awaiting` it is unknown. */
export interface OwnAnswer {
  userResponse: string;
  awaiting?: Awaiting;
  /** What the visitor may press instead of writing. */
  options?: string[];
  learningInstruction?: LearningInstruction;
}

export interface LearningInstruction {
  command: string;
  query: string;
  response: string;
  act: string;
  variants?: string[];
  /** Present when the rule is live already. */
  rule?: RuleVersion;
}

/** What the gatekeeper decided about a message, and why. */
export interface Decided {
  rule: number | null;
  version: number | null;
  response: string | null;
  reason: string;
  /** How the message was read, where the pack decided. */
  explanation?: { state: string; phrases: string[]; optional: string[]; swapped: string[]; unknown: string[] };
}

/** A failure with a code that a program can act on. */
export interface Failure extends Error {
  code: string;
  /** Seconds to wait before trying again, where the server said so. */
  retryAfter?: number;
  /** Give it back to `ask` to try again without asking twice. */
  id?: string;
  /** The tenant's own words to the visitor. */
  words?: string;
}

export interface LocalTurn {
  message: string;
  response: string;
  rule: number;
  version: number;
}

/** The body of an escalation, as DESIGN's wire has it. */
export interface EscalationBody {
  key: string;
  visitor: string;
  conversation: string;
  id: string;
  message: string;
  awaiting: Awaiting;
  local: LocalTurn[];
  rejects?: { rule: number; version: number };
  page?: PageContext;
}

/** What the server hands back for an accepted escalation. */
export interface Ticket {
  escalation: string;
  token: string;
  events: string;
  poll: string;
}

export interface Store {
  /** `sample` shows the shape that is expected. */
  get(name: string, sample: unknown): any;
  set(name: string, value: unknown): void;
  /** Writes what memory holds, except where something was stored before. */
  allow(): void;
  /** Forgets everything of this site and keeps to memory. */
  forbid(): void;
}

/** What the page's own server may need beside the message. */
export interface OwnContext {
  awaiting: Awaiting;
  local: LocalTurn[];
  /** Names this message in receipts. */
  id: string;
  visitor: string;
}

/** Where a message is written, as data for the assistant and its moderators. The server cuts what is too long. */
export interface PageContext {
  /** Up to 500 characters. */
  address?: string;
  /** Up to 200 characters. */
  title?: string;
  language?: string;
  /** Up to 20, with names of 40 and values of 200 characters. */
  values?: Record<string, string | number | boolean>;
}

export interface AskOptions {
  /** Called with the whole text so far, each time some of it arrives. */
  onDelta?: (text: string) => void;
  signal?: AbortSignal;
  /** Called when the answer is late because the service is away for a moment; it is still being waited for. */
  onWait?: () => void;
  /** The `id` of a failure: try that message again. */
  id?: string;
  /** The local answer that the visitor did not want; goes to the assistant. */
  rejects?: RuleVersion;
  /** What helps the assistant to answer here. */
  page?: PageContext;
  /** The page's own server instead of ours. */
  respond?: (message: string, context: OwnContext) => Promise<OwnAnswer>;
}

export interface SiteOptions {
  key: string;
  /** Where the gatekeeper's files lie: `line.js` and `chat.js` beside it. */
  home: string;
  /** Where the API lives, such as `https://delegation.example`. */
  origin: string;
  /** Nothing is stored or counted until `consent(true)`. */
  waitForConsent?: boolean;
  debug?: boolean;
}

/** A message that an earlier page view sent, or that failed and may be tried again. */
export interface Pending {
  body: EscalationBody;
  /** Absent: it is not known whether the server has it. */
  ticket?: Ticket;
}

export interface EventMap {
  /** Every decision, with its reason. */
  decision: Decided & { message: string; awaiting: Awaiting };
  /** The text of an answer so far. */
  delta: { text: string };
  answer: Answer;
  error: Failure;
  /** A new pack, or the problem that kept the old one. */
  pack: { version: number | undefined; problem?: string };
  reset: undefined;
  /** The conversation went on in another page or tab, and is taken up here. */
  restore: undefined;
  destroy: undefined;
  /** The chat is in the page, and its calls may be made. */
  ready: undefined;
  open: undefined;
  close: undefined;
  /** What the visitor sent in the chat. */
  message: { text: string };
  /** An answer that the chat gave without the server. */
  local: Answer;
  /** The visitor asked for the assistant although a rule had answered. */
  rejected: RuleVersion;
  /** The visitor said whether an answer helped. */
  feedback: { helpful: boolean; rule?: RuleVersion };
  /** The visitor wants to talk to a person. */
  handoff: { conversation: string; transcript: { mine?: boolean; text: string; at?: number }[] };
}

export interface WrapOptions {
  /** Where the visitor writes, or a selector for it; found in the target when absent. */
  field?: HTMLElement | string;
  /** What the visitor clicks to send, where that does not submit a form, or a selector for it. */
  button?: HTMLElement | string;
  /** Shows a local answer in the chat: the message was not sent. */
  answered: (answer: Answer, message: string) => void;
}

/** The names are those of the script tag's data attributes; one that is present, even empty, is on. */
export interface StartOptions {
  key: string;
  /** The address of the gatekeeper's script, needed only where no script tag runs it. */
  src?: string;
  /** Nothing is stored or counted until `consent(true)`. */
  consent?: string;
  debug?: string;
  /** The chat is shown: behind a bubble, or in the element that this selector finds. */
  chat?: string;
  lang?: string;
  theme?: string;
  accent?: string;
  side?: string;
  z?: string;
  title?: string;
  greeting?: string;
  /** What stands under local answers, such as "Answered automatically". */
  mark?: string;
  /** Answers are shown as they are written, Markdown and addresses too. */
  plain?: string;
  /** A conversation goes on in every tab of the browser, not only in those that a page of the site opened. */
  share?: string;
  /** The chat is open at the first page of a visit, where there is room beside the page. */
  open?: string;
  /** Greetings for pages and languages, such as `de: Hallo!` and `/cart: Any questions?`, split by `|` or line breaks. */
  greetings?: string;
  /** First questions to press, split by `|` or line breaks. */
  suggestions?: string;
  /** The address of a picture, shown before the title. */
  logo?: string;
  /** The address of the privacy notice. */
  privacy?: string;
  /** What stands before the link to it. */
  privacyText?: string;
  /** What the bubble says once to each visitor, without being asked. */
  invite?: string;
  /** When it does: seconds, or the part of the page that was scrolled, such as `50%`. */
  inviteAfter?: string;
  /** Where a visitor finds a person: an address (of the site, or with `https:`, `mailto:` or `tel:`), `event`, or `email` to ask for theirs. */
  handoff?: string;
  /** `off`: the chat sends nothing about the page. */
  context?: string;
}

/** What the chat adds to a site. Absent until the event `ready`. */
export interface ChatCalls {
  open?(): void;
  close?(): void;
  toggle?(): void;
  /** What the page knows that helps to answer, sent with every message from now on. */
  context?(values: NonNullable<PageContext["values"]>): void;
}

/** Who listens to what. */
export type Bus = ReturnType<typeof import("./events.js").createEvents>;

/** Holds the site's pack. */
export type PackKeeper = ReturnType<typeof import("./pack-keeper.js").createPackKeeper>;

/** What the line to the teacher shares with its gatekeeper. */
export interface LineParts {
  key: string;
  home: string;
  origin: string;
  visitor: () => string;
  talk: ReturnType<typeof import("./conversation.js").createConversation>;
  counts: ReturnType<typeof import("./counts.js").createCounts>;
  /** Aborted when the gatekeeper leaves the page. */
  life: AbortSignal;
  emit: Bus["emit"];
  canonical: typeof import("./phrases.js").canonical;
  /** Loads a file of this release by its name and checksum. */
  load: (file: string) => Promise<any>;
  /** Asks for the current pack. */
  sync: () => void;
}

/** The line to the teacher, once it is loaded. */
export type Line = ReturnType<typeof import("./line/main.js").createLine>;

/** What `window.delegation` has beside the first site's methods. */
export interface Entry {
  /** Starts a site that has no script tag; without options, looks for new script tags. */
  start(options?: StartOptions): import("./gatekeeper.js").Gatekeeper | undefined;
  /** The sites of this page by key. */
  sites: Record<string, import("./gatekeeper.js").Gatekeeper>;
}

declare global {
  /** Set by the build: names and checksums of the other files. */
  const CHAT_FILE: string;
  const LINE_FILE: string;
  const EXTRAS_FILE: string;
  const LANGUAGES_FILE: string;
  const PANEL_FILE: string;
  const LOOK_FILE: string;
  const MARKDOWN_FILE: string;
  const TOOLS_FILE: string;
  const MENU_FILE: string;
  const HANDOFF_FILE: string;
  const INVITE_FILE: string;
  const TEXTS_FILES: Record<string, string>;
  interface Window {
    trustedTypes?: unknown;
    delegation?: any;
  }
}
