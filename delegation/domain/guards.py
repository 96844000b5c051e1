"""Words that are never optional, swapped or left between phrases: polarity, question and number.

One small table per language, which a tenant can see. The languages are joined: a word that guards
in one language guards in all, so that a visitor's language never has to be guessed.
"""

from delegation.domain.phrases import canonical

POLARITY = {
    "en": "yes yeah yea yep yup no not nope nah never none nothing nobody neither nor without "
    "cannot cant wont dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt wouldnt "
    "couldnt shouldnt aint",
    "pt": "sim não nao nunca nada ninguém ninguem nenhum nenhuma sem nem jamais",
    "ru": "да ага не нет ни никогда ничего никто никак без нельзя",
    "ar": "نعم أجل بلى لا لم لن ليس ليست لست بدون غير ما كلا",
    "zh": "是 对 對 不 没 沒 無 无 非 未 别 別 勿 否",
    "hi": "हाँ हां जी नहीं नही ना न मत बिना कभी",
    "es": "sí no nunca nada nadie ningún ninguna sin ni jamás",
    "de": "ja doch jawohl nein nicht nichts nie niemals kein keine keinen ohne weder",
    "fr": "oui ouais si non ne pas jamais rien personne aucun aucune sans ni",
    "ja": "はい ええ 無 ん ず",
}
QUESTION = {
    "en": "? what when where which who whom whose how why whats hows wheres can could do does did "
    "should may",
    "pt": "? que quê quem qual quais quando onde como quanto quanta quantos porque pode",
    "ru": "? что кто как где когда куда откуда почему зачем сколько какой какая какие можно ли",
    "ar": "? هل ماذا متى أين اين كيف كم لماذا أي",
    "zh": "? 吗 嗎 呢 什 么 麼 谁 誰 哪 几 幾 何 怎 多 能",
    "hi": "? क्या कब कहाँ कहां कौन कैसे क्यों कितना कितने किस",
    "es": "? qué quién cuál cuándo dónde cómo cuánto puede puedes",
    "de": "? wer wo wann wie warum welche wieviel kann können",
    "fr": "? que quoi qui quand où comment combien pourquoi quel quelle peux pouvez",
    "ja": "? か 何 誰 幾",
}
NUMBER = {
    "en": "zero one two three four five six seven eight nine ten hundred "
    "thousand half first second",
    "pt": "zero um uma dois duas três quatro cinco seis sete oito nove dez cem mil",
    "ru": "ноль один одна два две три четыре пять шесть семь восемь девять десять сто тысяча",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة ألف",
    "zh": "零 一 二 两 三 四 五 六 七 八 九 十 百 千 万",
    "hi": "शून्य एक दो तीन चार पांच छह सात आठ नौ दस सौ हजार",
    "es": "cero uno una dos tres cuatro cinco seis siete ocho nueve diez cien mil",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn hundert tausend",
    "fr": "zéro un une deux trois quatre cinq six sept huit neuf dix cent mille",
    "ja": "零 一 二 三 四 五 六 七 八 九 十 百 千 万",
}


def _words(tables: tuple[dict[str, str], ...]) -> frozenset[str]:
    listed = (word for table in tables for words in table.values() for word in words.split())
    return frozenset(form for word in listed if (form := canonical(word)))


WORDS = _words((POLARITY, QUESTION, NUMBER))


def is_guarded(word: str) -> bool:
    """Whether a word of a canonical form is one of polarity, question or number."""
    return word in WORDS or any(character.isnumeric() for character in word)
