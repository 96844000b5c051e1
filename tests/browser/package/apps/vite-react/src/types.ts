/** What the compiler says of a page's own code: each mistake that is expected is found. */

import { start, type Gatekeeper, type Options } from "self-delegation";
import { DelegationChat, useDelegation } from "self-delegation/react";
import { LINE, Reply, sendReceipts, type Receipt } from "self-delegation/server";
import { presets, wrapChat } from "self-delegation/wrap";

const options: Options = { key: "pk_1", src: "https://delegation.example/gatekeeper.js", chat: true, z: 10, title: "Help" };

export async function page(): Promise<string> {
  const gatekeeper: Gatekeeper = await start(options);
  const { userResponse } = await gatekeeper.ask("thx", { onDelta: (text) => text.length });
  wrapChat(gatekeeper, "deep-chat", (answer, message) => answer.userResponse + message)();
  wrapChat(gatekeeper, { ...presets.chatscope, button: "#send" }, () => {});
  return userResponse;
}

export async function server(): Promise<number> {
  const reply = new Reply("thx", "nothing");
  const text: string = reply.hear("You're welcome!¤thanks") + reply.finish() + LINE;
  const receipt: Receipt = reply.receipt({ id: "1", visitor: "2", model: "m", usage: { input: text.length, output: 9 } });
  return (await sendReceipts("https://delegation.example", "sk_1", receipt)).recorded;
}

export const element = DelegationChat({ src: options.src, siteKey: "pk_1", inline: true });
export const gatekeeper = (): Gatekeeper | undefined => useDelegation({ src: options.src, siteKey: "pk_1" });

// @ts-expect-error a site needs its key
start({ src: options.src });
// @ts-expect-error there is no such attribute
start({ ...options, colour: "red" });
// @ts-expect-error in React the key is called `siteKey`
DelegationChat({ src: options.src, key: "pk_1" });
// @ts-expect-error there is no such preset
export const wrong = (found: Gatekeeper) => wrapChat(found, "other", () => {});
// @ts-expect-error no such state
new Reply("thx", "nothin");
