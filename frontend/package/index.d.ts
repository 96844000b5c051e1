/** The gatekeeper for pages that are built. Importing it does nothing, so a server may import it too. */

import type { Gatekeeper, StartOptions } from "./gatekeeper.js";

export type * from "./gatekeeper.js";

/**
 * What the script's tag would say: its attributes without `data-`. `true` is an attribute that is present without a
 * value; `false`, `null` and `undefined` leave it out.
 */
export type Options = Attributes & {
  /** The site key, `pk_...`. */
  key: string;
  /** The address of the gatekeeper's script, `https://HOST/gatekeeper.js`, or that of one release. */
  src: string;
  /** The checksum of that release. Other bytes do not run. */
  integrity?: string;
};

export type Attributes = {
  [Name in Exclude<keyof StartOptions, "key" | "src">]?: string | number | boolean | null;
};

/**
 * Loads the gatekeeper, once a page, and starts the site of this key. A site that runs already is returned as it is.
 *
 * Rejects with an `Error` whose `code` is `not-loaded` when the script did not come, and `no-browser` on a server.
 * A caller that does not wait for it causes no unhandled rejection.
 */
export function start(options: Options): Promise<Gatekeeper>;
