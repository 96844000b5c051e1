/** A chat with a model of its own that teaches the gatekeeper, in Express. */

import { readFileSync } from "node:fs";
import express from "express";
import { LINE, Reply, sendReceipts } from "self-delegation/server";

const { DELEGATION_HOST: HOST, DELEGATION_SITE_KEY: SITE_KEY, DELEGATION_SECRET_KEY: SECRET_KEY, OPENAI_API_KEY } = process.env;
const { OPENAI_BASE_URL = "https://api.openai.com/v1", MODEL = "gpt-4o-mini", PORT = "3000" } = process.env;
const PERSONA = "You answer visitors of a tea shop, in one or two sentences.";
const PAGE = readFileSync(new URL("../page.html", import.meta.url), "utf8").replace("{{HOST}}", HOST).replace("{{SITE_KEY}}", SITE_KEY);

/** @returns {Promise<{ choices: { message: { content: string } }[], usage: { prompt_tokens: number, completion_tokens: number } }>} */
async function askModel(messages) {
  const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPENAI_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, messages }),
  });
  if (!response.ok) throw new Error(`The model answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const app = express();
app.use(express.json());

app.get("/", (_request, response) => response.type("html").send(PAGE));

app.post("/chat", async (request, response) => {
  const { messages, awaiting, id, visitor } = request.body;
  const began = Date.now();
  const { choices, usage } = await askModel([{ role: "system", content: `${PERSONA}\n\n${LINE}` }, ...messages]);

  const reply = new Reply(messages.at(-1).content, awaiting);
  reply.hear(choices[0].message.content);
  reply.finish();
  response.json(reply.json());

  const receipt = reply.receipt({
    id,
    visitor,
    model: MODEL,
    usage: { input: usage.prompt_tokens, output: usage.completion_tokens },
    milliseconds: Date.now() - began,
  });
  await sendReceipts(HOST, SECRET_KEY, receipt).catch(console.error); // the visitor has the answer
});

app.listen(Number(PORT), "127.0.0.1");
