import assert from "node:assert/strict";
import { test } from "node:test";

import { ASKED } from "../../frontend/src/chat/handoff.js";

const FOR_A_PERSON = {
  ar: "أريد التحدث إلى موظف",
  cs: "chci s někým mluvit",
  da: "kan jeg tale med en medarbejder?",
  de: "ich möchte mit einem Menschen sprechen",
  en: "Can I talk to a person, please?",
  es: "quiero hablar con una persona",
  fr: "je voudrais parler à quelqu'un",
  he: "אני רוצה לדבר עם נציג",
  hi: "मुझे किसी व्यक्ति से बात करनी है",
  id: "saya mau bicara dengan petugas",
  it: "vorrei parlare con un operatore",
  ja: "担当者と話したい",
  ko: "상담원 연결해 주세요",
  nl: "ik wil een medewerker spreken",
  pl: "chcę rozmawiać z człowiekiem, konsultant",
  pt: "quero falar com um atendente",
  ru: "позовите оператора",
  sv: "jag vill prata med en människa",
  tr: "müşteri temsilcisi ile görüşmek istiyorum",
  uk: "хочу поговорити з людиною",
  zh: "我要转人工客服",
};

for (const [lang, message] of Object.entries(FOR_A_PERSON)) {
  test(`${lang}: who asks for a person is understood`, () => assert.match(message, ASKED));
}

test("other messages are not taken for it", () => {
  const others = ["Where is my order?", "thanks", "I spoke to my sister", "Wo ist mein Paket?", "¿Cuánto cuesta?", "ありがとう", "привет"];
  for (const message of others) assert.doesNotMatch(message, ASKED);
});
