/** Reads replies from its input as JSON lines' array, and prints what each becomes at every split. */
import { readFileSync } from "node:fs";
import { Marks, LINE } from "../../frontend/package/server/index.js";

const read = (...pieces) => {
  const marks = new Marks();
  const text = pieces.map((piece) => marks.hear(piece)).join("") + marks.finish();
  return [text, marks.awaiting, marks.act, marks.count];
};
const found = JSON.parse(readFileSync(0, "utf8")).map((written) => {
  const whole = read(written);
  const same = (other) => JSON.stringify(other) === JSON.stringify(whole);
  const splits = Array.from({ length: written.length + 1 }, (_, at) => [written.slice(0, at), written.slice(at)]);
  const wrong = [[...written], written.split(""), ...splits].filter((pieces) => !same(read(...pieces)));
  return [...whole, wrong.length];
});
process.stdout.write(JSON.stringify({ found, line: LINE }));
