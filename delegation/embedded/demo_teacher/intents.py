"""What a message to the tea shop is about, by the beginnings of its words.

Written for a demo, not for judging language. The first intent that fits counts.
"""

import re
from collections.abc import Mapping

from delegation.embedded.demo_teacher.tea_shop import starts_a_word

# intent -> language -> beginnings of words, or several words. The order is that of asking.
STEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": {
        "en": ("my order", "my parcel", "my package", "track"),
        "pt": ("meu pedido", "minha encomenda"),
        "es": ("mi pedido", "mi paquete"),
        "de": ("meine bestellung", "mein paket", "bestellnummer"),
        "fr": ("ma commande", "mon colis"),
        "ru": ("мой заказ", "моя посылка"),
    },
    "returns": {
        "en": ("return", "refund", "send it back", "money back", "exchange"),
        "pt": ("devol", "reembols", "trocar"),
        "es": ("devol", "devuelv", "reembols"),
        "de": ("rückgabe", "zurückgeben", "zurückschicken", "umtausch", "retour"),
        "fr": ("retourn", "rembours", "renvoy"),
        "ru": ("возврат", "вернуть"),
    },
    "delivery": {
        "en": ("deliver", "ship", "post", "arrive"),
        "pt": ("entreg", "envi", "frete"),
        "es": ("envío", "envio", "envían", "entreg"),
        "de": ("versand", "liefer", "versend"),
        "fr": ("livr", "envoi", "expédi"),
        "ru": ("достав", "отправ"),
    },
    "visit": {
        "en": ("open", "hours", "address", "where is the shop", "visit"),
        "pt": ("aberto", "abre", "endereço", "horário"),
        "es": ("abiert", "abre", "dirección", "horario"),
        "de": ("geöffnet", "öffnungs", "adresse", "wann haben sie"),
        "fr": ("ouvert", "horaire", "adresse"),
        "ru": ("открыт", "адрес", "часы работы"),
    },
    "book": {
        "en": ("book", "reserve", "tasting"),
        "pt": ("reserv", "degusta"),
        "es": ("reserv", "cata"),
        "de": ("reserv", "buch", "verkost"),
        "fr": ("réserv", "dégust"),
        "ru": ("брон", "заброни", "дегуст"),
    },
    "buy": {
        "en": ("order", "buy", "i'd like", "i would like", "i want", "i'll take"),
        "pt": ("comprar", "encomend", "quero"),
        "es": ("comprar", "pedir", "quiero", "quisiera"),
        "de": ("bestell", "kauf", "ich möchte", "ich nehme", "ich hätte gern"),
        "fr": ("command", "achet", "je voudrais", "je veux"),
        "ru": ("заказ", "купить", "хочу"),
    },
    "teas": {
        "en": ("stock", "price", "cost", "how much", "tea", "which sizes", "what do you have"),
        "pt": ("estoque", "preço", "quanto custa", "chá"),
        "es": ("existencias", "precio", "cuánto cuesta", "té", "tés"),
        "de": ("vorrat", "preis", "kostet", "tee"),
        "fr": ("prix", "coûte", "thé", "combien"),
        "ru": ("чай", "чаи", "цена", "цены", "стоит", "сколько"),
    },
}
# One of these says which language it is, where several share the beginnings above.
FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(("the", "my", "you", "is", "are", "what", "how", "do", "can", "please")),
    "de": frozenset(
        ("ich", "ist", "der", "das", "und", "wie", "wo", "bitte", "mein", "meine", "ein", "eine")
    ),
    "fr": frozenset(
        ("je", "le", "les", "est", "vous", "où", "mon", "ma", "quel", "une", "bonjour", "du")
    ),
    "pt": frozenset(
        ("você", "meu", "minha", "não", "quero", "onde", "está", "uma", "um", "qual", "vocês")
    ),
    "es": frozenset(
        ("el", "los", "mi", "quiero", "dónde", "donde", "cuál", "una", "está", "cómo", "qué")
    ),
}


def intent_of(text: str) -> str | None:
    """Return what a message in lower case asks for; None where nothing fits."""
    for intent, by_language in STEMS.items():
        if any(starts_a_word(text, stems) for stems in by_language.values()):
            return intent
    return None


def language_of(text: str) -> str | None:
    """Return the language of a message in lower case; None where it shows none."""
    if re.search(r"[а-яё]", text):
        return "ru"
    words = set(re.findall(r"\w+", text))
    shown = {language: len(words & known) for language, known in FUNCTION_WORDS.items()}
    best = max(shown, key=lambda language: shown[language])
    if shown[best]:
        return best
    return next(
        (
            language
            for by_language in STEMS.values()
            for language, stems in by_language.items()
            if starts_a_word(text, stems)
        ),
        None,
    )
