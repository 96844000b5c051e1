"""Words that answer an offer or ask for something else, by language; written as in `word_lists`."""

from collections.abc import Mapping
from enum import StrEnum


class Polarity(StrEnum):
    """What a word answers to an offer, or asks for instead."""

    YES = "yes"
    NO = "no"
    STOP = "stop"
    HUMAN = "human"


POLARITY: Mapping[Polarity, Mapping[str, str]] = {
    Polarity.YES: {
        "en": (
            "yes, yeah, yep, yup, sure, correct, confirm*, agreed, accept*, go ahead, proceed, "
            "do it, =right, =yea, =y, =ya, =ye, aye, yessir, definitely, of course, =continue, "
            "=next"
        ),
        "es": (
            "sí, =si, si gracias, si por favor, claro que si, =claro, correcto, confirmo, "
            "acepto, de acuerdo"
        ),
        "pt": "sim, =claro, correto, confirmo, aceito, pode ser, isso mesmo, =s",
        "fr": "oui, ouais, =si, d'accord, j'accepte, je confirme",
        "de": "=ja, ja bitte, ja gerne, ja danke, jawohl, =jo, doch, genau, einverstanden, stimmt",
        "it": "sì, =si, si grazie, certo, confermo, accetto, d'accordo",
        "nl": "=ja, ja graag, jawel, akkoord, klopt",
        "pl": "=tak, tak proszę, tak poproszę, zgadzam się, potwierdzam",
        "ru": "да, ага, угу, верно, согласен, согласна, подтверждаю, конечно, давай, давайте",
        "uk": "=так, авжеж, згоден, згодна, підтверджую",
        "tr": "evet, onaylıyorum, kabul ediyorum, =olur",
        "el": "ναι, σωστά, συμφωνώ, βεβαίως",
        "ar": "نعم, أجل, ايوه, أيوة, بلى, موافق, أوافق, أكيد",
        "fa": "بله, آره, درسته, موافقم, تایید می‌کنم",
        "he": "כן, נכון, בטח, מסכים, מסכימה, מאשר, מאשרת",
        "hi": "हाँ, हां, जी हाँ, सही है, बिल्कुल, मंज़ूर, मंजूर",
        "bn": "হ্যাঁ, ঠিক আছে করুন",
        "zh": "=是, =对, =要, =行, =可以, =嗯, 是的, 对的, 對的, 没错, 確認, 确认, 同意, 我要",
        "ja": "=はい, =うん, =ええ, はいお願いします, そうです, 同意します, 確認しました",
        "ko": "=네, =예, =응, 맞아요, 맞습니다, 동의*, 확인했*",
        "th": "=ใช่, ใช่ค่ะ, ใช่ครับ, ตกลง, ยืนยัน, ถูกต้อง",
        "id": "=ya, =iya, ya benar, betul, setuju",
        "vi": "vâng, =có, =đúng, đúng rồi, đồng ý",
    },
    Polarity.NO: {
        "en": (
            "no, nope, nah, not, don't, doesn't, didn't, isn't, wasn't, can't, cannot, won't, "
            "never, none, nothing, without, wrong, incorrect, decline, refuse, disagree, =n, "
            "nop, nay"
        ),
        "es": "no, nunca, tampoco, ninguno, ninguna, sin, incorrecto, rechazo",
        "pt": "não, nao, nunca, nenhum, nenhuma, sem, errado, recuso, =n",
        "fr": "non, pas, jamais, aucun, aucune, sans, refuse",
        "de": "nein, nö, nicht, kein*, niemals, ohne, falsch, ablehnen",
        "it": "no, non, mai, nessun*, senza, sbagliato, rifiuto",
        "nl": "nee, niet, geen, nooit, zonder, fout",
        "pl": "nie, nigdy, żaden, bez, odmawiam",
        "ru": "нет, не, неа, никогда, без, неверно, отказ*",
        "uk": "ні, не, ніколи, без, відмов*",
        "tr": "hayır, hayir, değil, yok, asla, yanlış",
        "el": "όχι, οχι, δεν, μην, ποτέ, χωρίς, λάθος",
        "ar": "لا, كلا, ليس, ليست, لست, لم, لن, أبدا, بدون, أرفض",
        "fa": "نه, =خیر, نیست, نمی‌خواهم, نمی‌خوام, هرگز, بدون",
        "he": "לא, אין, אף פעם, בלי",
        "hi": "नहीं, नही, मत, कभी नहीं, बिना, ग़लत, गलत",
        "bn": "না, নয়, কখনো না",
        "zh": (
            "=不, =没, =否, =别, 不是, 不要, 不用, 不行, 不可以, 不能, 不对, 不好, 不想, "
            "不喜欢, 没有, 没用, 拒绝"
        ),
        "ja": (
            "=いや, =いえ, いいえ, ちがいます, 違います, いりません, 要りません, 結構です, "
            "できません, わかりません, ではない, じゃない"
        ),
        "ko": "아니*, 싫어*, 안 돼요, 안돼*, 없어*, 필요 없*",
        "th": "=ไม่, ไม่ใช่, ไม่เอา, ไม่ต้อง, ไม่ได้, ไม่ดี, ไม่มี, ไม่ชอบ, ไม่ค่ะ, ไม่ครับ",
        "id": "tidak, nggak, enggak, bukan, jangan, tanpa, salah",
        "vi": "không, chưa, đừng, sai",
    },
    Polarity.STOP: {
        "en": (
            "stop, cancel*, quit, abort, end chat, unsubscribe*, undo, refund*, =back, =wait, "
            "restart"
        ),
        "es": "para ya, detener, detente, cancelar, cancela, cancele, cancelación, reembolso",
        "pt": "pare, parar, cancelar, cancela, cancele, cancelamento, reembolso",
        "fr": (
            "arrête, arrêtez, arrêter, stop, annule, annuler, annulez, annulation, remboursement"
        ),
        "de": "stopp, halt, aufhören, abbrechen, stornier*, kündig*, rückerstattung",
        "it": "fermati, ferma, basta, annulla, annullare, cancella, cancellare, rimborso",
        "nl": "stoppen, annuleer, annuleren, opzeggen, terugbetaling",
        "pl": "zatrzymaj, przestań, anuluj, anulować, zwrot",
        "ru": "стоп, хватит, прекрати*, остановит*, отмен*, возврат*",
        "uk": "стоп, досить, припини*, зупини*, скасу*, поверн*",
        "tr": "=dur, durdur, iptal, vazgeçtim, iade",
        "el": "σταμάτα, σταματήστε, στοπ, ακύρωση, ακυρώστε, επιστροφή χρημάτων",
        "ar": "توقف, قف, إلغاء, الغاء, ألغ, إلغي, استرداد",
        "fa": "بس کن, توقف, لغو, کنسل*, استرداد",
        "he": "עצור, עצרי, תפסיק, תפסיקי, בטל, בטלי, ביטול, לבטל, החזר",
        "hi": "रुको, रुकिए, बंद करो, बंद करें, रद्द, कैंसिल, रिफंड, रिफ़ंड",
        "bn": "থামুন, থামো, বাতিল, ফেরত",
        "zh": "=停, 停止, 停下, 取消, 中止, 退订, 退訂, 退款, 退货",
        "ja": "やめて, 止めて, 中止, キャンセル, 取り消し, 解約, 返金",
        "ko": "멈춰*, 그만*, 중지*, 취소*, 해지*, 환불*",
        "th": "=หยุด, หยุดเลย, ยกเลิก, คืนเงิน",
        "id": "berhenti, hentikan, batal, batalkan, pengembalian dana",
        "vi": "dừng lại, dừng, hủy, huỷ, hoàn tiền",
    },
    Polarity.HUMAN: {
        "en": (
            "human, agent, operator, representative, real person, live chat, supervisor, "
            "complaint*, call me, help me, talk to a, speak to a, talk to someone, "
            "speak to someone"
        ),
        "es": "humano, humana, agente, operador, operadora, asesor, asesora, persona real, queja*",
        "pt": "humano, humana, atendente, operador, operadora, pessoa real, reclamação",
        "fr": (
            "humain, agent, un agent, l'agent, conseiller, conseillère, opérateur, vraie personne"
        ),
        "de": "mensch, menschen, mitarbeiter*, berater*, kundendienst, beschwerde*",
        "it": "umano, operatore, operatrice, agente, persona vera, reclamo",
        "nl": "mens, medewerker, echte persoon, klacht",
        "pl": "człowiek, człowiekiem, konsultant*, pracownik*, reklamacja",
        "ru": "=человек, с человеком, человека, оператор*, живой, живым, менеджер*, жалоб*",
        "uk": "=людина, з людиною, людину, оператор*, менеджер*, скарг*",
        "tr": "insan, temsilci*, müşteri hizmetleri, yetkili, şikayet*",
        "el": "άνθρωπο, άνθρωπος, εκπρόσωπο*, υπάλληλο*, παράπονο",
        "ar": "إنسان, بشري, موظف, وكيل, شخص حقيقي, مندوب, شكوى, خدمة العملاء",
        "fa": "انسان, اپراتور, کارشناس, پشتیبان انسانی, شکایت",
        "he": "אנושי, נציג, נציגה, בן אדם, מוקדן, תלונה",
        "hi": "इंसान, एजेंट, ऑपरेटर, प्रतिनिधि, असली व्यक्ति, शिकायत",
        "bn": "মানুষ, এজেন্ট, প্রতিনিধি, অভিযোগ",
        "zh": "人工, 真人, 客服, 转接, 专员, 投诉",
        "ja": "人間, オペレーター, 担当者, 有人, 苦情",
        "ko": "상담원*, 상담사*, 사람이랑, 사람과, 직원*, 불만*",
        "th": "เจ้าหน้าที่, คุยกับคน, พนักงาน, ร้องเรียน",
        "id": "manusia, agen, petugas, operator, keluhan",
        "vi": "con người, người thật, nhân viên, tổng đài viên, khiếu nại",
    },
}
