"""Words of promises and of facts about the reader, by language. Written as in `word_lists`."""

from collections.abc import Mapping

Table = Mapping[str, str]

BINDING: Table = {
    "en": (
        "guarantee*, refund*, money back, reimburs*, compensat*, promise, promises, promised, "
        "voucher*, discount*, free of charge, for free, free shipping, warranty, liable, "
        "cashback"
    ),
    "es": (
        "garantiz*, garantía*, reembols*, devolveremos, prometemos, prometo, descuento*, "
        "gratis, indemniz*"
    ),
    "pt": (
        "garantimos, garantia, garantido, reembols*, ressarci*, prometemos, desconto*, grátis, "
        "indeniza*"
    ),
    "fr": "garanti*, rembours*, promettons, promets, dédommag*, gratuit*, remise",
    "de": (
        "garantier*, garantie, erstatt*, rückerstatt*, versprech*, entschädig*, kostenlos*, "
        "rabatt*, gutschein*, geld zurück"
    ),
    "it": (
        "garantiamo, garanzia, garantito, rimbors*, promettiamo, prometto, risarci*, gratuit*, "
        "sconto"
    ),
    "nl": "garanderen, garantie, terugbetal*, geld terug, beloven, vergoed*, korting*",
    "pl": "gwaran*, obiecuj*, odszkodowan*, rabat*, zwrot pieniędzy, zwrócimy",
    "ru": (
        "гарант*, вернем деньги, возврат*, возмест*, возмещ*, компенс*, обещаем, обещаю, "
        "бесплатн*, скидк*"
    ),
    "uk": "гарант*, повернемо, відшкод*, обіця*, безкоштовн*, знижк*",
    "tr": "garanti*, iade, tazminat, söz veriyoruz, ücretsiz, indirim*",
    "el": "εγγυ*, εγγύ*, επιστροφή χρημάτων, αποζημ*, υποσχόμ*, δωρεάν, έκπτωση",
    "ar": (
        "نضمن, ضمان, مضمون, استرداد, نعيد المال, سنعيد, تعويض, نعوض, نعدك, أعدك, مجانا, مجاني, خصم"
    ),
    "fa": "تضمین, بازگشت وجه, جبران, قول می‌دهیم, رایگان, تخفیف",
    "he": "מבטיחים, מבטיח, אחריות, החזר, נחזיר, פיצוי, נפצה, חינם, הנחה",
    "hi": "गारंटी, गारन्टी, रिफंड, रिफ़ंड, पैसे वापस, मुआवज़ा, मुआवजा, वादा, मुफ़्त, मुफ्त, छूट",
    "bn": "গ্যারান্টি, ফেরত দেব, ক্ষতিপূরণ, বিনামূল্যে",
    "zh": "保证, 保證, 退款, 赔偿, 賠償, 补偿, 補償, 包退, 承诺, 免费, 免費, 折扣, 优惠券, 優惠券",
    "ja": "保証, 返金, 補償, 約束します, 無料, 割引",
    "ko": "보장*, 환불*, 보상*, 배상*, 약속드*, 약속합*, 무료*, 할인*",
    "th": "รับประกัน, คืนเงิน, ชดเชย, สัญญาว่า, ฟรี, ส่วนลด",
    "id": "menjamin, jaminan, mengembalikan uang, ganti rugi, berjanji, potongan harga",
    "vi": "đảm bảo, bảo đảm, hoàn tiền, bồi thường, miễn phí, giảm giá",
}
"""Words that bind the company wherever they stand."""

WILL: Table = {
    "en": "we will, we'll, i will, i'll, you will, you'll, it will, shall, we are going to",
    "es": "vamos a, le, te, recibirás, recibirá",
    "pt": "vamos, iremos, você vai, vocês vão",
    "fr": "nous allons, vous allez, je vais, vous recevrez",
    "de": "wir werden, sie werden, ich werde, du wirst",
    "it": "le, ti, vi, riceverai, riceverà",
    "nl": "we zullen, wij zullen, u zult, ik zal",
    "ru": "мы, вам, вы, тебе",
    "uk": "ми, вам, ви, тобі",
    "el": "θα",
    "ar": "سوف, سن*",
    "fa": "خواهیم, برایتان",
    "he": "נוכל, אנחנו, אנו, לך, לכם",
    "hi": "हम, आपको, आप",
    "zh": "我们, 我們, 会, 會, 将",
    "ja": "弊社, 当社, 私ども, します, いたします",
    "ko": "저희가, 저희는, 드리겠*, 고객님께",
    "th": "เรา, จะ",
    "id": "kami akan, anda akan",
    "vi": "chúng tôi sẽ, bạn sẽ",
}
"""Who will do it: a promise only in one clause with what is delivered."""

DELIVERED: Table = {
    "en": (
        "replace, pay, deliver, ship, credit, waive, send you, call you, contact you, fix, "
        "receive, resolve, repay, get back to you"
    ),
    "es": "reemplazar*, pagar*, entregar*, enviar*, llamar*, recibirá, recibirás",
    "pt": "substituir, pagar, entregar, enviar, ligar, receber",
    "fr": "remplacer, payer, livrer, envoyer, rappeler, recevrez",
    "de": "ersetzen, zahlen, liefern, senden, schicken, zurückrufen, erhalten",
    "it": "sostitui*, consegn*, spediremo, pagheremo, invieremo, riceverai, riceverà",
    "nl": "vervangen, betalen, leveren, sturen, terugbellen",
    "ru": "заменим, выплатим, доставим, отправим, перезвоним, свяжемся, получите, вернем",
    "uk": "замінимо, виплатимо, доставимо, надішлемо, передзвонимо, отримаєте",
    "el": "αντικαταστήσ*, πληρώσουμε, στείλουμε, παραδώσουμε, λάβετε",
    "ar": "سنرسل, نرسل, سنتصل, نتصل, سنستبدل, نستبدل, سنوصل, سندفع, ندفع",
    "fa": "فرستاد, پرداخت, تعویض, تماس",
    "he": "נשלח, נתקשר, נחליף, נשלם, לשלוח",
    "hi": "भेजेंगे, भेज देंगे, बदल देंगे, मिलेगा, कॉल करेंगे, देंगे",
    "zh": "更换, 更換, 送达, 送達, 发货, 發貨, 联系您, 寄给, 寄給, 支付",
    "ja": "交換, お届け, お送り, 発送, お支払い",
    "ko": "보내*, 교체*, 배송*, 연락드*, 지급*",
    "th": "ส่งให้, เปลี่ยนให้, โทรกลับ, จัดส่ง",
    "id": "mengirim*, mengganti*, menghubungi, menerima",
    "vi": "gửi cho bạn, đổi cho bạn, gọi lại, nhận được",
}

POSSESSIVE: Table = {
    "en": "your, yours, my, mine",
    "es": "tu, tus, su, sus, mi, mis",
    "pt": "seu, sua, seus, suas, teu, tua, meu, minha, meus, minhas",
    "fr": "votre, vos, ton, ta, tes, mon, ma, mes",
    "de": "ihr, ihre, ihren, ihrem, ihrer, dein, deine, deinen, mein, meine, meinen",
    "it": "tuo, tua, suo, sua, mio, mia",
    "nl": "uw, jouw, je, mijn",
    "pl": "twoje, twój, twoja, pana, pani, moje, mój, moja",
    "ru": "ваш*, твой, твоя, твое, твои, твоего, мой, моя, мое, мои, моего",
    "uk": "ваш*, твій, твоя, твоє, мій, моя, моє",
    "el": "σας, σου, μου",
    "ar": "لك, لكم, لديك, الخاص بك, الخاصة بك",
    "fa": "شما, من",
    "he": "שלך, שלכם, שלי",
    "hi": "आपका, आपकी, आपके, मेरा, मेरी, मेरे",
    "bn": "আপনার, আমার",
    "zh": "您的, 你的, 我的",
    "ja": "お客様の, あなたの, 私の",
    "ko": "고객님*, 당신의, 제, 내",
    "th": "ของคุณ, ของฉัน, ของผม",
    "id": "anda, saya, kamu",
    "vi": "của bạn, của tôi, của quý khách",
}

AFFAIR: Table = {
    "en": (
        "order, orders, account, booking, reservation, payment, card, invoice, subscription, "
        "package, parcel, delivery, password, balance, ticket, appointment, purchase, email, "
        "phone, address, birthday, contract, bill, flight"
    ),
    "es": (
        "pedido*, cuenta, reserva, pago, tarjeta, factura, suscripción, paquete, contraseña, "
        "saldo, cita, compra, correo"
    ),
    "pt": (
        "pedido*, conta, reserva, pagamento, cartão, fatura, assinatura, pacote, senha, saldo, "
        "compra, endereço"
    ),
    "fr": (
        "commande, compte, réservation, paiement, carte, facture, abonnement, colis, "
        "mot de passe, solde, rendez-vous"
    ),
    "de": (
        "bestellung, konto, buchung, zahlung, karte, rechnung, abo, paket, passwort, guthaben, "
        "termin, lieferung, adresse"
    ),
    "it": (
        "ordine, conto, prenotazione, pagamento, carta, fattura, abbonamento, pacco, password, "
        "saldo"
    ),
    "nl": "bestelling, rekening, account, boeking, betaling, kaart, factuur, pakket, wachtwoord",
    "pl": "zamówienie, zamówienia, konto, rezerwacja, płatność, karta, przesyłka, hasło",
    "ru": (
        "заказ*, аккаунт*, счет*, бронирован*, оплат*, карт*, подписк*, посылк*, парол*, "
        "баланс*, доставк*"
    ),
    "uk": "замовлен*, рахун*, обліков*, бронюван*, оплат*, картк*, посилк*, парол*",
    "el": "παραγγελία*, λογαριασμό*, κράτηση*, πληρωμή*, κάρτα*, κωδικό*",
    "ar": "طلب, الطلب, حساب, الحساب, حجز, الحجز, دفعة, بطاقة, البطاقة, فاتورة",
    "fa": "سفارش, حساب, رزرو, پرداخت, کارت, رمز",
    "he": "הזמנה, ההזמנה, חשבון, החשבון, תשלום, התשלום, כרטיס, הכרטיס, סיסמה, הסיסמה",
    "hi": "ऑर्डर, खाता, खाते, बुकिंग, भुगतान, कार्ड, बिल, पासवर्ड",
    "bn": "অর্ডার, অ্যাকাউন্ট, বুকিং, পেমেন্ট, কার্ড, পাসওয়ার্ড",
    "zh": "订单, 訂單, 账户, 账号, 帳戶, 预订, 付款, 银行卡, 密码, 余额, 快递",
    "ja": "注文, 口座, アカウント, 予約, 支払い, カード, パスワード",
    "ko": "주문*, 계정*, 예약*, 결제*, 카드*, 비밀번호*",
    "th": "คำสั่งซื้อ, บัญชี, การจอง, การชำระเงิน, บัตร, รหัสผ่าน",
    "id": "pesanan, akun, rekening, pembayaran, kartu, kata sandi",
    "vi": "đơn hàng, tài khoản, đặt chỗ, thanh toán, thẻ, mật khẩu",
}
"""What people have with a company: a fact about the reader in one clause with a possessive."""

FACTS: Table = {
    "en": (
        "you ordered, you bought, you paid, you booked, you owe, has been shipped, has shipped, "
        "was shipped, has been charged, was charged, has been sent, is on its way"
    ),
    "es": "compraste, pagaste, pediste, ha sido enviado",
    "pt": "você comprou, você pagou, foi enviado",
    "fr": "vous avez commandé, vous avez payé, a été expédié",
    "de": "sie haben bestellt, du hast bestellt, wurde versandt",
    "ru": "вы заказали, вы оплатили, вы купили, отправлен, доставлен",
    "tr": "siparişiniz*, hesabınız*, rezervasyonunuz*, ödemeniz*, kartınız*, siparişim*, hesabım*",
    "ar": "طلبك, طلبكم, حسابك, حسابكم, حجزك, بطاقتك, طلبي, حسابي, بطاقتي",
    "fa": "سفارشتان, حسابتان, سفارشم, حسابم",
    "he": "הזמנתך, חשבונך, הזמנתי",
    "hi": "आपने ऑर्डर, भेज दिया गया है",
    "zh": "您购买, 你购买, 您已购买, 已发货, 已發貨",
    "ja": "ご注文, ご予約, お支払い済み, 発送済み",
    "ko": "주문하신, 결제하신, 발송되었*",
}
"""Where the possessive is an ending, or the deed is the fact."""
