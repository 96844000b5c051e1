// Reads a JSON list of texts a line, writes the list of their o200k token counts a line.
import { createInterface } from "node:readline";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

// What people write is text, also where it looks like one of the vocabulary's special tokens.
const AS_TEXT = { allowedSpecial: new Set(), disallowedSpecial: new Set() };

for await (const line of createInterface({ input: process.stdin })) {
  const texts = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(texts.map((text) => countTokens(text, AS_TEXT)))}\n`);
}
