/** The gatekeeper in React 18 and later. Effects start and end it: StrictMode and rendering on a server are safe. */

import type { ReactElement } from "react";
import type { Gatekeeper } from "./gatekeeper.js";
import type { Options } from "./index.js";
import type { Answered, Parts, Preset } from "./wrap.js";

/** The options of `start`. The key is called `siteKey`, because `key` is React's own. */
export type SiteProps = Omit<Options, "key"> & { siteKey: string };

export type ChatProps = Omit<SiteProps, "chat"> & {
  /** Show the chat where the component stands, instead of behind a bubble. */
  inline?: boolean;
  /** Of the element that an inline chat is in. */
  className?: string;
  /** Gets the gatekeeper once it is loaded. */
  onReady?: (gatekeeper: Gatekeeper) => void;
};

/** Shows the chat. */
export function DelegationChat(props: ChatProps): ReactElement | null;

/**
 * Returns the gatekeeper of a site, and `undefined` until it is loaded. The last component that uses a site and leaves
 * ends it. When the options change, it starts again with them.
 */
export function useDelegation(props: SiteProps): Gatekeeper | undefined;

/** Puts the gatekeeper in front of the chat that the page has; see `wrapChat`. */
export function useWrap(gatekeeper: Gatekeeper | undefined, chat: Preset | Parts, answered: Answered): void;
