"""Texts with one problem each, texts that only look like it, and ordinary small talk."""

from delegation.domain.lint.problems import Problem

HAVING: dict[Problem, list[str]] = {
    Problem.LINK: [
        "see https://shop.example/a", "go to shop.com", "shop dot com", "hxxps://shop",
        "10.0.0.1/x", "заходи на магазин.рф", "пиши точка ру", "زوروا متجر.com", "दुकान.भारत देखें",
        "请看 店.中国", "בקרו www.hanut", "δες magazi.com", "ดูที่ ร้าน.ไทย", "www . shop",
    ],
    Problem.ADDRESS: [
        "write a@b.example", "ask (at) shop", "12 Main Street",
        "0x52908400098527886E0F7030069857D2E4", "пишите @ivan_p", "улица Садовая 5",
        "شارع النيل ٧", "गांधी मार्ग 12", "中山大道88号", "渋谷1丁目", "רחוב הרצל 5",
        "οδός Ερμού 5", "ถนนสุขุมวิท 5", "ａ＠ｂ",
    ],
    Problem.NUMBER: [
        "order 5", "thirty", "one", "chapter Ⅳ", "½", "номер семь", "رقم ٥", "خمسة", "अंक ५",
        "तीन", "第三", "二十", "两个", "๕", "חמש", "πέντε", "다섯", "ふたつ", "0️⃣",
    ],
    Problem.PHONE: [
        "+1 650 253 0000", "звоните 8 (495) 123-45-67", "اتصل +٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨",
        "फोन 098765 43210", "电话 010-6552-9988", "התקשרו 03-612-3456",
        "τηλέφωνο +30 21 0123 4567", "โทร +66 2 123 4567",
    ],
    Problem.DATE: [
        "by 12/05/2027", "at 5 pm", "18:30", "next Thursday", "до пятницы", "в 7 часов",
        "يوم الخميس", "सोमवार को", "星期三", "3月5日", "5時", "ביום ראשון יום ראשון",
        "την Δευτέρα", "วันจันทร์",
    ],
    Problem.PRICE: [
        "five dollars", "€", "what a price", "сто рублей", "عشرة دولار", "सौ रुपये", "₹", "五元",
        "100円", "מאה שקל", "δέκα ευρώ", "ห้าบาท", "만 달러",
    ],
    Problem.NAME: [
        "thanks John", "Hi Anna", "bye, Wolfgang!", "mr smith", "my name is x", "спасибо, Пётр",
        "привет ольга", "شكرا يا محمود", "اسمي سامي", "मेरा नाम", "धन्यवाद राहुल", "谢谢王先生",
        "田中さん", "תודה דניאל", "γεια σου Γιώργο", "ขอบคุณคุณสมชาย", "김민수 씨",
    ],
    Problem.MARKUP: [
        "<b>hi</b>", "<!-- x", "`code`", "\n# Title", "| a | b |", "\\n", "\x1b[31m", "&lt;",
        "[INST]", "[тут](там)", "**مرحبا**", "{{नाम}}", "<script>你好", "{% אם %}", "${όνομα}",
        "__ขอบคุณ__",
    ],
    Problem.PROMISE: [
        "we will replace it", "money-back", "you're guaranteed a win", "гарантируем",
        "мы доставим", "نضمن لك", "गारंटी", "我们保证", "返金します", "환불해 드립니다",
        "εγγύηση", "נחזיר לך", "รับประกัน",
    ],
    Problem.FACT: [
        "your order", "my last invoice", "su pedido", "dein Konto", "ваш новый заказ",
        "طلبك جاهز", "आपका ऑर्डर", "您的订单", "ご注文", "고객님의 주문", "η παραγγελία σας",
        "ההזמנה שלך", "คำสั่งซื้อของคุณ", "siparişiniz", "it has been shipped",
    ],
    Problem.QUESTION: [
        "ok?", "¿", "where", "can you", "почему", "لماذا", "شكرا؟", "क्या", "什么", "好吗",
        "γιατί", "ναι;", "למה", "ทำไม", "어디", "どこ", "իսկապես՞",
    ],
    Problem.POLARITY: [
        "yes", "no thanks", "NOOOO", "not good", "stop", "cancel", "human", "agent",
        "thank you for nothing", "нет", "да, спасибо", "не надо", "оператора", "نعم", "لا",
        "موظف", "हाँ", "नहीं", "एजेंट", "不", "是的", "不 要", "人工", "はい", "いいえ", "네",
        "όχι", "לא", "נציג", "ไม่", "ยกเลิก", "sim", "não",
    ],
    Problem.MIXED_SCRIPT: [
        "pаypal", "сор thanks", "ТОР deals", "αpple", "مرحbا", "नmaste", "שלoם", "𝓱𝓮𝓵𝓵𝓸", "ⓗⓘ",
        "谢谢pаypal", "ขอบคุณ pаypal",
    ],
    Problem.INVISIBLE: [
        "hi\u200bthere", "при\u2060вет", "شكرا\u202e", "धन्य\u200bवाद", "谢\U000e0041谢",
        "ok\ufe0f", "ok\u200dk", "\u2066שלום", "hi\u3164", "th\xadx", "👍\U000e0061", "a\x00b",
        "ขอบ\u200bคุณ",
    ],
}  # fmt: skip

LOOKING_LIKE: dict[Problem, list[str]] = {
    Problem.LINK: [
        "thanks.bye", "ok...great", "спасибо.пока", "شكرا.مرحبا", "धन्यवाद.नमस्ते", "谢谢。再见",
    ],
    Problem.ADDRESS: [
        "@_@", "street food is great", "на улице тепло", "في الشارع", "गली", "大街", "ברחוב",
    ],
    Problem.NUMBER: [
        "thanks <3", "no one", "grazie mille", "sei gentile", "один из лучших", "بك واحد منا",
        "एक बात", "十分感谢", "千万别客气", "สามารถ",
    ],
    Problem.PHONE: [
        "code 12345", "2027-05-12", "код ١٢٣", "कमरा ४५", "房间 302", "спасибо 24", "شكرا ١٠٠",
    ],
    Problem.DATE: [
        "see you tomorrow", "до завтра", "جمعة مباركة", "कल मिलते हैं", "周末愉快", "また明日",
        "סוף שבוע נעים", "καλό μήνα",
    ],
    Problem.PRICE: [
        "what a deal", "元気だよ", "真的好", "спасибо, дорогая", "غالي", "रुको", "круто",
    ],
    Problem.NAME: [
        "Thank You Kindly", "vielen Dank", "Большое Вам спасибо", "شكرا يا صديقي", "नमस्ते जी",
        "谢谢先生", "皆さん", "お客様", "선생님 감사합니다", "ok Thanks", "THANKS ALL OF YOU",
    ],
    Problem.MARKUP: [
        "thanks <3", "*hugs*", "that`s it", "-__-", "привет (:", "شكرا *", "धन्यवाद |", "谢谢~~",
        "¯\\_(ツ)_/¯", "a & b", "1 < 2",
    ],
    Problem.PROMISE: [
        "we'll be here", "promising", "мы рады", "نحن هنا", "हम यहाँ हैं", "我们很高兴", "お役に",
    ],
    Problem.FACT: [
        "your help", "in order", "ваша помощь", "لطفك", "आपकी मदद", "您的帮助", "ご親切に",
        "η βοήθειά σας", "העזרה שלך",
    ],
    Problem.QUESTION: [
        "what's", "that was great", "так вот", "شكرا من القلب", "वाह", "好极了", "いつも",
        "いい;", "ok; bye", "como siempre",
    ],
    Problem.POLARITY: [
        "now", "noon", "humor", "данные", "سلام", "नमस्ते", "不错", "对不起", "すみません",
        "all right", "ja ja ja", "ตกใจ", "ok", "great",
    ],
    Problem.MIXED_SCRIPT: [
        "ok спасибо", "OK啦", "Tシャツ", "ありがとう 谢谢", "AI नमस्ते", "شكرا Anna", "iPhone 好",
    ],
    Problem.INVISIBLE: [
        "❤️", "👍🏽", "👨‍👩‍👧", "🏳️‍🌈", "می\u200cبینمت", "क्‍या", "谢谢\n你", "спа\nсибо", "ok\t",
    ],
}  # fmt: skip

SMALL_TALK: dict[str, list[str]] = {
    "en": [
        "thank you so much!", "Thanks a lot", "hello there", "Good morning everyone", "bye bye",
        "lol", "Have a great day!", "you're the best", "THANK YOU", "have a good one",
        "see you tomorrow",
    ],
    "pt": [
        "muito obrigado", "Muito obrigada pela ajuda!", "bom dia", "Até logo", "kkkkkkk",
        "valeu mesmo",
    ],
    "es": [
        "muchas gracias", "¡Hola, buenos días!", "mil gracias por todo", "jajaja", "ja ja ja",
        "que tengas buen día",
    ],
    "fr": [
        "merci beaucoup", "mille fois merci", "Bonjour à tous", "c'est parfait", "au revoir",
    ],
    "de": [
        "Vielen Dank für die Hilfe", "Guten Morgen", "Schönen Abend noch", "das war sehr nett",
    ],
    "it": [
        "grazie mille", "sei molto gentile", "Buona giornata", "ciao",
    ],
    "nl": [
        "dank je wel", "tot ziens",
    ],
    "pl": [
        "dziękuję bardzo", "do widzenia",
    ],
    "ru": [
        "спасибо большое", "Большое Вам спасибо!", "доброе утро", "хахаха", "OK спасибо",
        "ок спасибо",
    ],
    "uk": [
        "дякую дуже", "гарного дня",
    ],
    "tr": [
        "teşekkür ederim", "çok sağ ol", "iyi günler",
    ],
    "el": [
        "ευχαριστώ πολύ", "καλημέρα σας",
    ],
    "ar": [
        "شكرا جزيلا", "شكرًا لك", "السلام عليكم", "ما شاء الله", "ههههه", "شكرا يا صديقي",
    ],
    "fa": [
        "خیلی ممنون", "می\u200cبینمت", "صبح به خیر",
    ],
    "he": [
        "תודה רבה", "להתראות", "חחחח",
    ],
    "hi": [
        "धन्यवाद", "बहुत बहुत धन्यवाद", "शुक्रिया जी", "नमस्ते",
    ],
    "bn": [
        "অনেক ধন্যবাদ",
    ],
    "zh": [
        "谢谢你", "非常感谢", "十分感谢", "哈哈哈", "太棒了", "OK啦", "谢 谢 您 的 帮 助",
    ],
    "ja": [
        "ありがとうございます", "いつもありがとうございます", "お疲れ様でした",
        "皆さん、こんにちは", "ｗｗｗ",
    ],
    "ko": [
        "감사합니다", "고맙습니다 수고하세요", "ㅋㅋㅋㅋ",
    ],
    "th": [
        "ขอบคุณค่ะ", "สวัสดีครับ",
    ],
    "id": [
        "terima kasih banyak", "Hai kak",
    ],
    "vi": [
        "cảm ơn bạn nhiều", "xin chào",
    ],
    "emoji": [
        "👍🏽", "❤️", "👨‍👩‍👧", "🏳️‍🌈", "thanks <3", "👍 thanks", "^_^", "¯\\_(ツ)_/¯",
    ],
}  # fmt: skip

RESPONSES = [
    "You're welcome! Is there anything else?", "No problem! We'll be here if you need us.",
    "¡Hola! ¿En qué puedo ayudarte?", "Até logo e um bom dia!",
    "Bonjour ! Comment puis-je vous aider ?", "Auf Wiedersehen und einen schönen Tag!",
    "Здравствуйте! Чем могу помочь?", "على الرحب والسعة!", "आपका स्वागत है!",
    "不客气！还有什么可以帮您？", "どういたしまして！", "천만에요!", "בשמחה!", "Παρακαλώ!",
    "ยินดีค่ะ", "Rica ederim!", "Nie ma za co!", "Sama-sama!", "Không có gì!", "😄",
]  # fmt: skip
