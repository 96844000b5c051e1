import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { chooseLanguage } from "../../frontend/src/chat/languages.js";
import { ENGLISH, inWords } from "../../frontend/src/chat/texts.js";
import { HANDOFF_WORDS, MENU_WORDS, TOOLS_WORDS } from "../../frontend/src/chat/words.js";

const FOLDER = new URL("../../frontend/src/chat/texts/", import.meta.url);
const LANGUAGES = readdirSync(FOLDER).map((name) => name.slice(0, 2));

globalThis.document = { documentElement: { lang: "" } };
Object.defineProperty(globalThis, "navigator", { configurable: true, value: { language: "" } });

for (const lang of LANGUAGES) {
  test(`the chat speaks ${lang} whole`, async () => {
    const { default: texts } = await import(new URL(`${lang}.js`, FOLDER));

    const words = { ...ENGLISH, ...HANDOFF_WORDS, ...MENU_WORDS, ...TOOLS_WORDS };
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(words).sort());
    for (const text of Object.values(texts)) assert.ok(text.trim());
    assert.ok(texts.limited.includes("{}"));
    assert.equal(chooseLanguage(lang).lang, lang);
  });
}

test("twenty languages beside English", () => assert.equal(LANGUAGES.length, 20));

test("the tag's language wins over the page's, the page's over the browser's", () => {
  document.documentElement.lang = "fr-CA";
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { language: "de" } });

  assert.equal(chooseLanguage("pt-BR").lang, "pt");
  assert.equal(chooseLanguage().lang, "fr");
  document.documentElement.lang = "";
  assert.equal(chooseLanguage().lang, "de");
});

test("a language that it does not speak is answered in English", () => {
  assert.deepEqual(chooseLanguage("tlh"), { lang: "en", dir: "ltr" });
});

test("Arabic and Hebrew stand right to left", () => {
  assert.deepEqual(LANGUAGES.filter((lang) => chooseLanguage(lang).dir === "rtl"), ["ar", "he"]);
});

test("a failure of any code has words", () => {
  assert.equal(inWords(ENGLISH, { code: "offline" }), ENGLISH.offline);
  assert.equal(inWords(ENGLISH, { code: "busy", retryAfter: 40 }), "Busy. Please wait 40 seconds.");
  assert.equal(inWords(ENGLISH, { code: "never_heard_of" }), ENGLISH.failed);
  assert.equal(inWords(ENGLISH, { code: "budget_exhausted", words: "Back on Monday." }), "Back on Monday.");
});
