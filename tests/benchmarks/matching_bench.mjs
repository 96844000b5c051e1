/** One decision: `node tests/benchmarks/matching_bench.mjs PACK...`, each pack a JSON file. Prints JSON. */

import { readFileSync } from "node:fs";

import { decide } from "../../frontend/src/matching.js";
import { loadPack } from "../../frontend/src/packs.js";
import { canonical } from "../../frontend/src/phrases.js";
import { PHRASE } from "../js/rows.js";

const ROUNDS = 20_000;

/** Microseconds, the median of many single calls. */
function median(run, messages) {
  const took = [];
  for (let round = 0; round < ROUNDS; round++) {
    const message = messages[round % messages.length];
    const start = process.hrtime.bigint();
    run(message);
    took.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return took.slice(ROUNDS / 4).sort((a, b) => a - b)[Math.floor((ROUNDS * 3) / 8)];
}

/** The phrases of all rules: they end the rows. */
const phrasesOf = ({ rules }) => rules.flatMap((row) => row.slice(PHRASE));

/** The yardsticks: whole phrases only; and known words in known twos, as the seed's rules would. */
function yardsticks(data) {
  const phrases = phrasesOf(data);
  const exact = new Set(phrases);
  const twos = new Set(phrases.flatMap((phrase) => pairs(phrase.split(" "))));
  return {
    exact: (message) => exact.has(canonical(message)),
    bigrams: (message) => pairs((canonical(message) ?? "").split(" ")).every((pair) => twos.has(pair)),
  };
}

const pairs = (words) => [...words, ""].map((word, at) => (words[at - 1] ?? "") + " " + word);

const packs = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const phrases = phrasesOf(packs[0]); // the same messages for every pack

for (const data of packs) {
  const pack = loadPack(data);
  const messages = phrases.flatMap((phrase, at) => [phrase, `${phrase}, ${phrases[(at * 7 + 1) % phrases.length]}!`]);
  const run = (message) => decide(pack, message, "nothing", 0);
  const hard = [phrases[0].repeat(10_000).slice(0, 10_000), (phrases[0] + " ").repeat(99).slice(0, 120)];
  console.log(
    JSON.stringify({
      rules: data.rules.length,
      decide_us: median(run, messages),
      exact_us: median(yardsticks(data).exact, messages),
      bigrams_us: median(yardsticks(data).bigrams, messages),
      ten_thousand_characters_us: median(run, [hard[0]]),
      hardest_120_us: median(run, [hard[1]]),
    }),
  );
}
