// Counts tokens for other programs: a JSON string a line in, its o200k tokens a line out.
import { createInterface } from "node:readline";

import { encode } from "gpt-tokenizer/encoding/o200k_base";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(encode(JSON.parse(line)).length);
}
