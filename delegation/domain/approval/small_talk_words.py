"""Known small talk by language: the only words that may go live without a person.

Small, closed and shown to tenants. `CORES` are what carries an act, `BESIDE` what may stand beside
it. Entries are divided by commas. Words that mean two acts, such as "ciao", "salut" or
"k" (laughter in Portuguese), are left out: a person decides about them.
"""

from collections.abc import Mapping

from delegation.domain.words import Act

CORES: Mapping[str, Mapping[Act, str]] = {
    "en": {
        Act.GREETING: (
            "hello, hi, hey, hiya, hi there, hello there, hey there, howdy, greetings, "
            "good morning, good afternoon, good evening"
        ),
        Act.THANKS: (
            "thanks, thank you, thank u, thankyou, thx, tnx, ty, tysm, thanks a lot, "
            "thanks a bunch, many thanks, much appreciated, appreciate it, i appreciate it"
        ),
        Act.FAREWELL: (
            "bye, bye bye, goodbye, good bye, good night, see you, see ya, see you later, cya, "
            "take care, have a good day, have a nice day, have a great day, have a good one, "
            "have a nice evening, have a good evening, have a great evening, have a nice weekend, "
            "have a good weekend, have a great weekend"
        ),
        Act.ACKNOWLEDGEMENT: "ok, okay, okey, kk, alright, all right, got it, i see, understood",
        Act.COMPLIMENT: (
            "great, awesome, perfect, excellent, wonderful, amazing, fantastic, brilliant, "
            "well done, great job, good job, nice work, you are great, you are the best, "
            "you're great, you're the best, you rock, very helpful"
        ),
        Act.LAUGHTER: "lol, lmao, rofl",
    },
    "es": {
        Act.GREETING: "hola, holi, buenos días, buenos dias, buenas tardes, hola buenas",
        Act.THANKS: (
            "gracias, muchas gracias, mil gracias, muchísimas gracias, muchisimas gracias, "
            "te lo agradezco, se lo agradezco, muy agradecido, muy agradecida"
        ),
        Act.FAREWELL: (
            "adiós, adios, hasta luego, hasta pronto, hasta mañana, hasta la vista, nos vemos, "
            "que tengas buen día, que tengas un buen día, que tenga buen día, "
            "que tenga un buen día, feliz día"
        ),
        Act.ACKNOWLEDGEMENT: "vale, entendido, entiendo, está bien, esta bien, comprendo",
        Act.COMPLIMENT: "genial, perfecto, excelente, estupendo, fantástico, fantastico, muy bien",
        Act.LAUGHTER: "jajaja, jejeje",
    },
    "pt": {
        Act.GREETING: "olá, ola, oi, oie, bom dia, boa tarde, oi tudo bem, olá tudo bem",
        Act.THANKS: (
            "obrigado, obrigada, muito obrigado, muito obrigada, obg, brigado, brigada, valeu, "
            "agradeço, grato, grata, agradecido, agradecida"
        ),
        Act.FAREWELL: (
            "tchau, tchau tchau, até logo, ate logo, até mais, ate mais, até breve, até amanhã, "
            "tenha um bom dia, tenha um ótimo dia, bom fim de semana, um abraço"
        ),
        Act.ACKNOWLEDGEMENT: "entendi, entendido, tá bom, ta bom, está bem, beleza, blz",
        Act.COMPLIMENT: "ótimo, otimo, perfeito, excelente, maravilha, muito bom, show de bola",
        Act.LAUGHTER: "rsrs, rsrsrs, huehue",
    },
    "fr": {
        Act.GREETING: "bonjour, bonsoir, coucou, bonjour à tous",
        Act.THANKS: (
            "merci, merci beaucoup, merci bien, mille mercis, mille fois merci, un grand merci"
        ),
        Act.FAREWELL: (
            "au revoir, à bientôt, a bientot, à plus, à demain, à plus tard, bonne journée, "
            "bonne soirée, bonne nuit, bon week-end, bon weekend, passez une bonne journée"
        ),
        Act.ACKNOWLEDGEMENT: "entendu, compris, j'ai compris, très bien, ça marche, je vois",
        Act.COMPLIMENT: "parfait, c'est parfait, génial, excellent, super, formidable, magnifique",
        Act.LAUGHTER: "mdr, ptdr",
    },
    "de": {
        Act.GREETING: (
            "hallo, hi, hey, hallöchen, guten tag, guten morgen, guten abend, moin, moin moin, "
            "grüß gott, grüezi"
        ),
        Act.THANKS: (
            "danke, vielen dank, danke schön, dankeschön, danke sehr, besten dank, "
            "herzlichen dank, tausend dank, danke dir, danke ihnen, lieben dank"
        ),
        Act.FAREWELL: (
            "tschüss, tschüß, tschau, auf wiedersehen, wiedersehen, bis bald, bis später, "
            "bis morgen, bis dann, schönen tag, schönen abend, einen schönen tag, "
            "einen schönen abend, schönes wochenende, schönen tag noch, gute nacht, mach's gut"
        ),
        Act.ACKNOWLEDGEMENT: "verstanden, alles klar, in ordnung, verstehe, ich verstehe",
        Act.COMPLIMENT: "super, perfekt, toll, prima, klasse, ausgezeichnet, wunderbar, sehr gut",
        Act.LAUGHTER: "lol, hihi",
    },
    "it": {
        Act.GREETING: "buongiorno, buon giorno, buonasera, buona sera, buon pomeriggio, ehilà",
        Act.THANKS: (
            "grazie, grazie mille, mille grazie, molte grazie, tante grazie, grazie tante, "
            "grazie infinite, ti ringrazio, la ringrazio"
        ),
        Act.FAREWELL: (
            "arrivederci, a presto, a dopo, a domani, buona giornata, buona serata, buonanotte, "
            "buona notte, buon fine settimana"
        ),
        Act.ACKNOWLEDGEMENT: "va bene, capito, ho capito, inteso",
        Act.COMPLIMENT: "perfetto, ottimo, eccellente, fantastico, bravissimo, molto bene",
        Act.LAUGHTER: "ahah, ahahah",
    },
    "ru": {
        Act.GREETING: (
            "привет, приветик, здравствуйте, здравствуй, добрый день, доброе утро, добрый вечер, "
            "доброго дня, приветствую"
        ),
        Act.THANKS: (
            "спасибо, спс, спасибки, большое спасибо, спасибо большое, огромное спасибо, "
            "благодарю, благодарю вас, премного благодарен"
        ),
        Act.FAREWELL: (
            "пока, пока пока, до свидания, до встречи, до завтра, всего доброго, всего хорошего, "
            "хорошего дня, хорошего вечера, спокойной ночи, удачи, увидимся"
        ),
        Act.ACKNOWLEDGEMENT: "понятно, понял, поняла, хорошо, ладно, ясно, ок",
        Act.COMPLIMENT: "отлично, супер, здорово, прекрасно, замечательно, класс, молодец",
        Act.LAUGHTER: "лол, ахах, ахахах",
    },
    "ar": {
        Act.GREETING: (
            "مرحبا, مرحبًا, أهلا, اهلا, أهلا وسهلا, السلام عليكم, صباح الخير, مساء الخير, هلا"
        ),
        Act.THANKS: (
            "شكرا, شكرًا, شكرا جزيلا, شكرا لك, شكرا لكم, ألف شكر, جزاك الله خيرا, مشكور, مشكورة, "
            "تسلم"
        ),
        Act.FAREWELL: (
            "مع السلامة, وداعا, إلى اللقاء, الى اللقاء, أراك لاحقا, تصبح على خير, في أمان الله, "
            "يوم سعيد"
        ),
        Act.ACKNOWLEDGEMENT: "حسنا, تمام, فهمت, مفهوم, طيب",
        Act.COMPLIMENT: "ممتاز, رائع, جميل, أحسنت",
        Act.LAUGHTER: "ههه, هههه",
    },
    "hi": {
        Act.GREETING: "नमस्ते, नमस्कार, प्रणाम, सुप्रभात, हैलो, हेलो, राम राम",
        Act.THANKS: (
            "धन्यवाद, शुक्रिया, बहुत धन्यवाद, बहुत बहुत धन्यवाद, बहुत शुक्रिया, आपका धन्यवाद, थैंक यू, थैंक्स"
        ),
        Act.FAREWELL: "अलविदा, फिर मिलेंगे, बाय, बाय बाय, शुभ रात्रि, आपका दिन शुभ हो",
        Act.ACKNOWLEDGEMENT: "ठीक है, अच्छा, समझ गया, समझ गई, ओके",
        Act.COMPLIMENT: "बहुत अच्छा, बहुत बढ़िया, बढ़िया, शानदार, शाबाश",
        Act.LAUGHTER: "हाहा, हाहाहा, हेहे",
    },
    "zh": {
        Act.GREETING: "你好, 您好, 大家好, 早上好, 下午好, 晚上好, 早安, 嗨, 哈喽",
        Act.THANKS: "谢谢, 謝謝, 多谢, 多謝, 非常感谢, 十分感谢, 感谢, 感謝, 谢谢你, 谢谢您, 谢啦",
        Act.FAREWELL: "再见, 再見, 拜拜, 回头见, 明天见, 晚安, 祝你愉快, 祝您愉快",
        Act.ACKNOWLEDGEMENT: "好的, 明白, 明白了, 知道了, 了解, 收到",
        Act.COMPLIMENT: "太棒了, 太好了, 很好, 真棒, 完美",
        Act.LAUGHTER: "哈哈, 哈哈哈, 呵呵, 嘻嘻",
    },
    "ja": {
        Act.GREETING: (
            "こんにちは, こんばんは, おはよう, おはようございます, はじめまして, もしもし, ハロー"
        ),
        Act.THANKS: (
            "ありがとう, ありがとうございます, ありがとうございました, どうもありがとう, "
            "どうもありがとうございます, 感謝します, サンキュー"
        ),
        Act.FAREWELL: "さようなら, さよなら, またね, また明日, バイバイ, おやすみ, おやすみなさい",
        Act.ACKNOWLEDGEMENT: "了解, 了解です, 了解しました, 分かりました, わかった, なるほど",
        Act.COMPLIMENT: "すごい, すばらしい, 素晴らしい, 完璧, 最高, 最高です",
        Act.LAUGHTER: "笑, ｗｗ, ｗｗｗ, あはは, ははは",
    },
}

BESIDE: Mapping[str, str] = {
    "en": (
        "so, very, much, so much, very much, really, a lot, again, there, everyone, everybody, "
        "all, to you, too, and, for your help, for the help, for all your help, for helping, "
        "for everything, my friend, friend, dear, then, now, for now, oh, well, kindly"
    ),
    "es": (
        "mucho, muy, por todo, por la ayuda, por tu ayuda, por su ayuda, amigo, amiga, a todos, "
        "pues, de verdad, igualmente"
    ),
    "pt": (
        "muito, mesmo, por tudo, pela ajuda, pela sua ajuda, amigo, amiga, a todos, a você, e, "
        "então, de verdade, igualmente"
    ),
    "fr": (
        "à vous, à toi, à tous, pour tout, pour votre aide, pour ton aide, pour l'aide, et, "
        "encore, vraiment, infiniment, alors, également"
    ),
    "de": (
        "sehr, noch, dir, ihnen, euch, für alles, für die hilfe, für ihre hilfe, für deine hilfe, "
        "und, zusammen, nochmals, nochmal, dann, auch, ebenso, wirklich"
    ),
    "it": (
        "molto, davvero, di tutto, di cuore, per tutto, per l'aiuto, dell'aiuto, a tutti, a lei, "
        "a te, e, ancora, allora, anche"
    ),
    "ru": (
        "вам, вас, тебе, всем, большое, за помощь, за все, за всё, очень, и, ещё раз, еще раз, ну"
    ),
    "ar": "لك, لكم, جدا, كثيرا, على المساعدة, على مساعدتك, يا صديقي, و, مرة أخرى, جميعا",
    "hi": "जी, आपका, आपको, मदद के लिए, आपकी मदद के लिए, सभी को, और, फिर से",
    "zh": "你, 您, 你们, 大家, 的帮助, 啦, 啊, 哦, 了, 非常, 真的, 也",
    "ja": "どうも, 本当に, いつも, 皆さん, です, ね, よ, ご丁寧に",
}

EVERYWHERE: Mapping[Act, str] = {
    Act.LAUGHTER: "😂, 🤣, 😄, 😆, 😹",
    Act.ACKNOWLEDGEMENT: "👍, 👌, 🆗",
}
"""Signs that carry an act in every language."""

DECORATION = "😊, 🙂, 😀, 😃, ☺, 👋, 🙏, ❤, 💙, 💚, 🌸, 🌹, ✨, 🎉, 👏, 🤗, 😉"
"""Signs that may stand beside words in every language."""

LAUGHS = "ha, he, hi, ho, ah, eh, ja, je, ji, jo, ха, хе, хи, rs, हा, हे"
"""Syllables that are laughter when nothing else is said, two times or more without a space."""
