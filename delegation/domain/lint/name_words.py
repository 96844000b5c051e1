"""Words around names, and words with capitals that are no names, by language."""

from collections.abc import Mapping

Table = Mapping[str, str]

VOCATIVE: Table = {
    "en": (
        "hi, hey, hello, thanks, thx, you, morning, afternoon, evening, night, bye, goodbye, "
        "cheers, dear, welcome"
    ),
    "es": "hola, gracias, días, tardes, noches, adiós, querido, querida, estimado, estimada",
    "pt": "olá, oi, obrigado, obrigada, dia, tarde, noite, tchau, prezado, prezada",
    "fr": "bonjour, bonsoir, salut, merci, cher, chère",
    "de": "hallo, danke, moin, servus, tschüss, liebe, lieber",
    "it": "ciao, grazie, buongiorno, buonasera, caro, cara",
    "nl": "hoi, bedankt, dankjewel, dag, beste",
    "pl": "cześć, dzięki, dziękuję, hej, drogi, droga",
    "ru": "привет, здравствуйте, спасибо, уважаемый, уважаемая, дорогой, дорогая",
    "uk": "привіт, вітаю, дякую, шановний, шановна",
    "tr": "merhaba, selam, teşekkürler, sevgili, sayın",
    "el": "γεια, καλημέρα, καλησπέρα, ευχαριστώ, αγαπητέ, αγαπητή",
    "id": "halo, hai, terima kasih, selamat",
    "vi": "chào, xin chào, cảm ơn",
}
"""Greetings and thanks: a capitalised word right after one is taken for the person addressed."""

NEVER_NAMES: Table = {
    "en": (
        "i, i'm, i'll, you, so, very, again, all, everyone, everybody, there, team, friend, "
        "sir, madam, ma'am, miss, mate, bro, buddy, dear, guys, folks, bot, assistant, and, "
        "for, much, a, the, to, in, at, have, it, that, this, thank, thanks, bye, good, great, "
        "nice, night, day, morning, afternoon, evening, ok, okay, perfect, awesome, amazing, "
        "lovely, see, take, care, happy, merry, christmas, easter, new, year, weekend, god, "
        "lol, haha, wow, yes, no, well, cheers, welcome, hi, hey, hello, too, lots, kindly, "
        "once, both, from, ramadan, eid, diwali, hanukkah, thanksgiving, congratulations, best, "
        "regards, cool, sounds, my, we, love, just, your, goodbye, later, soon, appreciate, "
        "really, world"
    ),
    "es": (
        "gracias, usted, ustedes, ud, muchas, mucho, por, buen, buena, buenas, buenos, día, "
        "días, tarde, tardes, noche, noches, dios, adiós, hasta, luego, amigo, amiga, señor, "
        "señora, que, todo, perfecto, feliz, navidad, saludos, igualmente, equipo, muy, genial"
    ),
    "pt": (
        "você, muito, obrigado, obrigada, bom, boa, dia, tarde, noite, deus, tchau, até, logo, "
        "amigo, amiga, senhor, senhora, tudo, feliz, natal, páscoa, valeu, pela, por, abraço, "
        "abraços, todos, equipe"
    ),
    "fr": (
        "vous, merci, beaucoup, bonne, bon, journée, soirée, nuit, dieu, monsieur, madame, "
        "tout, noël, au, revoir, à, bientôt, et, pour, le, la, les, tous, joyeux, parfait, "
        "super, infiniment"
    ),
    "de": (
        "sie, ihnen, ihr, ihre, ihren, dir, dich, du, euch, dank, tag, morgen, abend, nacht, "
        "mittag, nachmittag, wochenende, hilfe, mühe, antwort, auskunft, info, geduld, gruß, "
        "grüße, grüßen, gott, wiedersehen, woche, feierabend, weihnachten, ostern, jahr, "
        "jahres, zeit, glück, spaß, freude, bis, und, vielen, guten, gute, schönen, schönes, "
        "danke, moin, zusammen, leute, team, herzlichen, frohe, rutsch, ende, problem, moment, "
        "service, unterstützung, bescheid"
    ),
    "it": (
        "lei, la, mille, tante, molte, grazie, buona, buon, giornata, serata, notte, signore, "
        "signora, tutti, tutto, dio, natale, arrivederci, a, presto, e, per, perfetto, saluti"
    ),
    "nl": "u, jij, dank, je, wel, dag, fijne, avond, allemaal, goed, prettig, weekend, god",
    "pl": (
        "pan, pani, państwo, bardzo, dzień, dobry, dobrego, dnia, bóg, ci, tobie, wam, za, "
        "wszystkim, serdecznie, boże, narodzenie"
    ),
    "ru": (
        "вы, вас, вам, вами, большое, огромное, бог, боже, бога, за, всем, всего, доброго, "
        "добрый, день, вечер, утро, хорошего, дня, друзья, спасибо, пожалуйста, до, свидания, "
        "новым, годом, рождеством, христа, и, что, очень, привет, здравствуйте, отлично, супер"
    ),
    "uk": (
        "ви, вас, вам, дуже, дякую, бог, боже, за, всім, доброго, добрий, дня, день, гарного, "
        "і, щиро, друзі"
    ),
    "tr": (
        "siz, size, sizin, çok, ederim, günler, akşamlar, geceler, allah, efendim, hocam, "
        "arkadaşlar, herkese, iyi, teşekkürler, kolay, gelsin, bayramlar"
    ),
    "el": (
        "σας, εσείς, πολύ, θεέ, θεός, όλους, καλή, καλό, μέρα, ημέρα, βράδυ, και, ευχαριστώ, "
        "χριστούγεννα"
    ),
    "id": (
        "anda, kamu, banyak, kasih, pagi, siang, sore, malam, semua, kak, pak, bu, tuhan, "
        "jalan, datang, ya, min, gan, tinggal, ulang, tahun, natal, hari"
    ),
    "vi": "bạn, anh, chị, em, shop, ad, nhiều, các, mọi, người, ơn, rất, quý, khách",
}
"""Pronouns of respect, German nouns, feasts, and words that people write with capitals for joy."""

TITLES: Table = {
    "en": "mr, mrs, ms, dr, prof, professor",
    "es": "sr, sra, srta, don, doña",
    "pt": "dona, dr, dra, sr, sra",
    "fr": "mme, mlle",
    "de": "herr, frau",
    "it": "sig, dott",
    "ru": "господин, госпожа",
    "el": "κύριε, κυρία, κύριος",
    "ar": "السيد, السيدة, الدكتور, الأستاذ",
    "fa": "آقای",
    "he": "מר, גברת, דוקטור",
    "hi": "श्री, श्रीमती, डॉक्टर",
}
"""Titles that a name follows."""

INTRODUCTIONS: Table = {
    "en": "my name is, i am called",
    "es": "me llamo, mi nombre es, soy el señor, soy la señora",
    "pt": "me chamo, meu nome é, chamo-me",
    "fr": "je m'appelle, mon nom est",
    "de": "ich heiße, mein name ist",
    "it": "mi chiamo, il mio nome è",
    "nl": "ik heet, mijn naam is",
    "pl": "nazywam się, mam na imię",
    "ru": "меня зовут, мое имя",
    "uk": "мене звати, моє ім'я",
    "tr": "benim adım, ismim, adım",
    "el": "με λένε, το όνομά μου, ονομάζομαι",
    "ar": "اسمي, انا اسمي",
    "fa": "اسم من, نام من, اسمم",
    "he": "שמי, קוראים לי, השם שלי",
    "hi": "मेरा नाम, मेरा शुभ नाम",
    "bn": "আমার নাম",
    "zh": "我叫, 我的名字, 我姓",
    "ja": "と申します, 私の名前, と言います",
    "ko": "제 이름은, 저는 이름이",
    "th": "ฉันชื่อ, ผมชื่อ, ดิฉันชื่อ, ชื่อของ",
    "id": "nama saya, namaku",
    "vi": "tôi tên là, tên tôi là, mình tên",
}

GIVEN: Table = {
    "en": (
        "john, james, robert, michael, david, william, richard, joseph, thomas, charles, "
        "daniel, matthew, anthony, sarah, jessica, jennifer, elizabeth, linda, emily, emma, "
        "olivia, laura, karen, susan, kevin, brian"
    ),
    "es": (
        "josé, jose, juan, carlos, luis, miguel, javier, alejandro, fernando, pedro, maría, "
        "maria, carmen, lucía, sofía"
    ),
    "pt": "joão, joao, antônio, paulo, lucas, gabriel, rafael, mariana, beatriz, fernanda",
    "fr": "pierre, jacques, françois, nicolas, julien, camille, chloé, nathalie, sophie, céline",
    "de": "hans, jürgen, klaus, stefan, andreas, wolfgang, sabine, petra, heike, anna",
    "it": "giovanni, giuseppe, francesco, marco, luca, giulia, chiara, francesca",
    "pl": "krzysztof, andrzej, tomasz, piotr, agnieszka, małgorzata, katarzyna",
    "ru": (
        "александр, сергей, дмитрий, андрей, алексей, иван, михаил, елена, ольга, наталья, "
        "татьяна, мария, анна, екатерина, ирина"
    ),
    "uk": "олександр, сергій, андрій, олена, наталія, оксана, тетяна",
    "tr": "mehmet, mustafa, ahmet, hüseyin, ayşe, fatma, emine, zeynep",
    "el": "γιώργος, γιώργο, νίκος, νίκο, δημήτρης, δημήτρη, κώστας, κώστα, μαρία, ελένη, κατερίνα",
    "ar": "محمد, أحمد, محمود, خالد, عمر, يوسف, إبراهيم, فاطمة, عائشة, مريم, خديجة, زينب",
    "fa": "محمد, حسین, مهدی, زهرا, فاطمه, مریم",
    "he": "דוד, משה, יוסף, דניאל, יעקב, שרה, רחל, מרים, יעל, תמר",
    "hi": "राहुल, अमित, राजेश, सुनील, संजय, अनिल, पूजा, सुनीता, अंजलि, कविता",
    "bn": "রহিম, করিম, সুমন, ফাতেমা",
    "ko": "김민수, 이영희, 김철수, 박지성",
    "id": "budi, agus, siti, dewi",
    "vi": "nguyễn, trần, hoàng, phạm",
}
"""The most usual given names that mean nothing else in small talk of any language here."""
