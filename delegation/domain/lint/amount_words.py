"""Names of months, weekdays and money, by language. Written as in `word_lists`."""

from collections.abc import Mapping

DATES: Mapping[str, str] = {
    "en": (
        "january, february, april, june, july, august, september, october, november, december, "
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
    ),
    "es": (
        "enero, febrero, abril, junio, julio, agosto, septiembre, octubre, noviembre, "
        "diciembre, lunes, martes, miércoles, jueves, viernes"
    ),
    "pt": (
        "janeiro, fevereiro, março, junho, julho, setembro, outubro, novembro, dezembro, "
        "segunda-feira, terça-feira, quarta-feira, quinta-feira, sexta-feira"
    ),
    "fr": (
        "janvier, février, avril, juin, juillet, août, septembre, octobre, novembre, décembre, "
        "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche"
    ),
    "de": (
        "januar, februar, märz, juni, juli, oktober, dezember, montag, dienstag, mittwoch, "
        "donnerstag, freitag, samstag, sonntag"
    ),
    "it": (
        "gennaio, febbraio, aprile, giugno, luglio, settembre, ottobre, dicembre, lunedì, "
        "martedì, mercoledì, giovedì, venerdì"
    ),
    "nl": "januari, februari, augustus, maandag, dinsdag, woensdag, donderdag, vrijdag",
    "pl": (
        "stycznia, lutego, kwietnia, czerwca, lipca, września, poniedziałek, wtorek, czwartek, "
        "piątek"
    ),
    "ru": (
        "январ*, феврал*, апрел*, июн*, июл*, август*, сентябр*, октябр*, ноябр*, декабр*, "
        "понедельник*, вторник*, четверг*, пятниц*, суббот*, воскресень*"
    ),
    "uk": (
        "січня, лютого, квітня, травня, червня, липня, серпня, вересня, жовтня, понеділ*, "
        "вівтор*, четвер*, п'ятниц*"
    ),
    "tr": (
        "ocak, şubat, nisan, haziran, temmuz, ağustos, eylül, ekim, kasım, aralık, pazartesi, "
        "çarşamba, perşembe"
    ),
    "el": (
        "ιανουαρίου, φεβρουαρίου, απριλίου, ιουνίου, ιουλίου, αυγούστου, δευτέρα, τρίτη, "
        "τετάρτη, πέμπτη, παρασκευή"
    ),
    "ar": (
        "يناير, فبراير, أبريل, يونيو, يوليو, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر, يوم الأحد, "
        "يوم الاثنين, يوم الثلاثاء, يوم الأربعاء, يوم الخميس, يوم الجمعة, يوم السبت"
    ),
    "fa": "فروردین, اردیبهشت, خرداد, مرداد, شهریور, دوشنبه, سه‌شنبه, چهارشنبه, پنجشنبه",
    "he": (
        "ינואר, פברואר, אפריל, אוגוסט, ספטמבר, אוקטובר, נובמבר, דצמבר, יום ראשון, יום שני, "
        "יום שלישי, יום רביעי, יום חמישי"
    ),
    "hi": (
        "जनवरी, फ़रवरी, फरवरी, अप्रैल, जुलाई, अगस्त, सितंबर, अक्टूबर, नवंबर, दिसंबर, सोमवार, मंगलवार, "
        "बुधवार, गुरुवार, शुक्रवार, शनिवार, रविवार"
    ),
    "bn": "জানুয়ারি, ফেব্রুয়ারি, সোমবার, মঙ্গলবার, বুধবার, শুক্রবার",
    "zh": "星期, 礼拜一, 周一, 周二, 周三, 周四, 周五, 月份",
    "ja": "曜日, 月曜, 火曜, 水曜, 木曜, 金曜",
    "ko": "월요일*, 화요일*, 수요일*, 목요일*, 금요일*, 토요일*, 일요일*",
    "th": (
        "วันจันทร์, วันอังคาร, วันพุธ, วันพฤหัส, วันศุกร์, มกราคม, กุมภาพันธ์, เมษายน, มิถุนายน, กรกฎาคม, "
        "สิงหาคม, กันยายน, ตุลาคม"
    ),
    "id": "senin, selasa, rabu, kamis, jumat, januari, februari, agustus",
    "vi": "thứ hai, thứ ba, thứ tư, thứ năm, thứ sáu",
}

PRICES: Mapping[str, str] = {
    "en": (
        "dollar, dollars, euro, euros, eur, usd, gbp, cents, bucks, rupees, rupee, price, "
        "prices, cost, costs"
    ),
    "es": "pesos, euros, dólares, precio, precios",
    "pt": "reais, dólares, preço, preços",
    "fr": "prix, tarif, tarifs",
    "de": "preis, preise, kosten",
    "it": "prezzo, prezzi, costo",
    "nl": "prijs, prijzen",
    "pl": "złotych, złoty, zł, cena, ceny",
    "ru": "рубл*, доллар*, евро, копеек, цен*, стоимост*, стоит",
    "uk": "гривен*, гривн*, ціна, ціни, коштує",
    "tr": "lira, liraya, fiyat*, ücret*",
    "el": "ευρώ, δολάρια, τιμή, τιμές",
    "ar": "دولار, يورو, ريال, درهم, جنيه, دينار, سعر, السعر",
    "fa": "تومان, ریال, قیمت",
    "he": "שקל, שקלים, דולר, דולרים, יורו, מחיר, המחיר",
    "hi": "रुपये, रुपए, रुपया, डॉलर, क़ीमत, कीमत, दाम",
    "bn": "টাকা, দাম, মূল্য",
    "zh": "美元, 人民币, 欧元, 块钱, 日元, 价格, 價格, 价钱",
    "ja": "値段, 価格, 料金",
    "ko": "달러*, 유로*, 가격*, 요금*",
    "th": "บาท, ดอลลาร์, ราคา",
    "id": "rupiah, harga",
    "vi": "đồng, giá tiền, giá cả",
}
