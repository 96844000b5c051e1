"""Words of question and number, by language: small, closed, and shown to tenants.

Entries are divided by commas. `=word` counts only where it is all of a clause ("right." but not
"all right"), because elsewhere, or in another language, it means something harmless. `word*` counts
with any ending. Words with capitals, accents or apostrophes are written here as people write them.
"""

from collections.abc import Iterable, Iterator, Mapping

QUESTION: Mapping[str, str] = {
    "en": (
        "who, what, when, where, why, which, whose, how, can you, could you, would you, "
        "will you, do you, did you, are you, can i, could i, may i, is there, are there, is it"
    ),
    "es": (
        "quién, cuándo, dónde, donde está, por qué, para qué, cuál, cuánto, cuánta, cómo, "
        "=como, =que, =qué, qué es, qué hora, puedes, puede usted"
    ),
    "pt": (
        "quem, quando, onde, por que, qual, quanto, quanta, como posso, como faço, =como, "
        "o que, você pode"
    ),
    "fr": (
        "qui est, quand, où, pourquoi, quel, quelle, combien, =comment, comment puis, "
        "comment faire, quoi, est-ce que, pouvez-vous"
    ),
    "de": (
        "wer, =was, was ist, was kostet, wann, wo, warum, wieso, welche*, wie, wieviel, wohin, "
        "können sie"
    ),
    "it": (
        "=chi, quando, dove, perché, perchè, quale, quanto costa, =come, come mai, come posso, "
        "cosa, può"
    ),
    "nl": (
        "wie, =wat, wat is, wanneer, =waar, waar is, waarom, welke, hoe, hoeveel, kunt u, kun je"
    ),
    "pl": "kto, =co, co to, kiedy, gdzie, dlaczego, który, która, =jak, jak mogę, ile, czy",
    "ru": (
        "кто, что, когда, где, почему, зачем, какой, какая, какие, сколько, как, куда, можно ли, ли"
    ),
    "uk": "хто, що, коли, де, чому, навіщо, який, яка, скільки, як, куди, чи",
    "tr": (
        "=kim, kimdir, =ne, ne zaman, neden, niçin, nerede, hangi, kaç, nasıl, mı, mısın*, "
        "misin*, mü"
    ),
    "el": "ποιος, ποια, τι, πότε, πού, γιατί, πόσο, πώς, μπορείτε",
    "ar": "ماذا, متى, أين, لماذا, كيف, كم, هل",
    "fa": "چه کسی, =چی, چیست, کی, کجا, کجاست, چرا, چطور, چگونه, چند, آیا",
    "he": "מי, מה, מתי, איפה, היכן, למה, מדוע, איך, כמה, האם, איזה",
    "hi": "कौन, क्या, कब, कहाँ, कहां, क्यों, कैसे, कितना, कितने, कितनी, किस",
    "bn": "কে, কী, কি, কখন, কোথায়, কেন, কীভাবে, কত",
    "zh": (
        "谁, 誰, 什么, 什麼, 吗, 嗎, 怎么, 怎麼, 怎样, 为什么, 為什麼, 哪, 多少, 何时, 几点, 是否"
    ),
    "ja": (
        "誰, 何, いつですか, いつまで, どこ, なぜ, どうして, どれ, どの, いくら, ですか, "
        "ますか, でしょうか"
    ),
    "ko": "누구, 뭐, 무엇, 언제, 어디*, 왜, 어떻게, 얼마*, 몇, 어느, 되나요, 인가요, 있나요",
    "th": "ใคร, อะไร, เมื่อไหร่, เมื่อไร, ที่ไหน, ทำไม, อย่างไร, ยังไง, เท่าไหร่, ไหม, มั้ย, กี่, หรือเปล่า",
    "id": "siapa, apa, apakah, kapan, di mana, dimana, kenapa, mengapa, bagaimana, berapa",
    "vi": "=ai, =gì, cái gì, khi nào, ở đâu, tại sao, thế nào, bao nhiêu, bao giờ, phải không",
}

NUMBER: Mapping[str, str] = {
    "en": (
        "=one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, twenty, "
        "thirty, forty, fifty, hundred, dozen, the first, the second, the third, the last one, "
        "first one, second one"
    ),
    "es": (
        "=uno, =una, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, doce, veinte, "
        "treinta, cien"
    ),
    "pt": (
        "=um, =uma, dois, duas, três, quatro, cinco, seis, sete, oito, nove, dez, doze, vinte, "
        "trinta, cem"
    ),
    "fr": (
        "=un, =une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, douze, vingt, "
        "trente, cent"
    ),
    "de": (
        "eins, zwei, drei, vier, fünf, sechs, sieben, acht, neun, zehn, elf, zwölf, zwanzig, "
        "hundert"
    ),
    "it": (
        "=uno, =una, =due, tre, quattro, cinque, =sei, sette, otto, nove, dieci, dodici, venti, "
        "cento"
    ),
    "nl": "één, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, twaalf, twintig, honderd",
    "pl": "jeden, dwa, trzy, cztery, pięć, sześć, siedem, osiem, dziewięć, dziesięć, =sto",
    "ru": (
        "=один, =одна, два, две, три, четыре, пять, шесть, семь, восемь, девять, десять, "
        "двадцать, =сто"
    ),
    "uk": (
        "=один, =одна, два, дві, три, чотири, п'ять, шість, сім, вісім, дев'ять, десять, двадцять"
    ),
    "tr": "=bir, iki, üç, dört, beş, altı, yedi, sekiz, dokuz, =on, yirmi, =yüz",
    "el": (
        "=ένα, δύο, τρία, τέσσερα, πέντε, έξι, επτά, εφτά, οκτώ, οχτώ, εννέα, εννιά, δέκα, είκοσι"
    ),
    "ar": "=واحد, اثنان, اثنين, ثلاثة, أربعة, خمسة, ستة, سبعة, ثمانية, تسعة, عشرة, عشرون, عشرين",
    "fa": "=یک, دو, سه, چهار, پنج, شش, هفت, هشت, =نه, =ده, بیست",
    "he": (
        "=אחד, =אחת, שתיים, שניים, שתי, שני, שלוש, שלושה, ארבע, חמש, שש, שבע, שמונה, תשע, עשר, "
        "עשרים"
    ),
    "hi": "=एक, =दो, तीन, चार, पाँच, पांच, छह, सात, आठ, नौ, दस, बीस, =सौ",
    "bn": "=এক, দুই, তিন, চার, পাঁচ, ছয়, সাত, আট, নয়টা, দশ",
    "zh": (
        "=一, =二, =两, =三, =四, =五, =六, =七, =八, =九, =十, =百, 第一个, 第二, 第三, 一个, "
        "两个, 三个"
    ),
    "ja": "=ひとつ, ふたつ, みっつ, 一つ, 二つ, 三つ, 一番目, 二番目, 三番目",
    "ko": (
        "=하나, =둘, 셋, 넷, 다섯, 여섯, 일곱, 여덟, 아홉, =열, 첫 번째, 두 번째, 세 번째, "
        "첫번째, 두번째"
    ),
    "th": "=หนึ่ง, สอง, =สาม, =สี่, =ห้า, =หก, เจ็ด, แปด, =เก้า, =สิบ, อันแรก, อันที่สอง",
    "id": (
        "=satu, =dua, dua buah, tiga, empat, enam, tujuh, delapan, sembilan, sepuluh, "
        "yang pertama, yang kedua"
    ),
    "vi": "=một, bốn, sáu, bảy, =tám, chín, mười, cái thứ nhất, cái thứ hai",
}


def entries(tables: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Every entry of these tables, as written."""
    for table in tables:
        for line in table.values():
            yield from (entry.strip() for entry in line.split(","))
