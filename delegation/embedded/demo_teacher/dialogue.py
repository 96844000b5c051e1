"""The short dialogues in which the demo teacher asks back, so that `awaiting` matters."""

CONFIRM = {
    "en": "I would book that for you now. Shall I confirm it?",
    "pt": "Eu faria essa reserva agora. Posso confirmar?",
    "es": "Haría esa reserva ahora. ¿La confirmo?",
    "de": "Ich würde das jetzt buchen. Soll ich es bestätigen?",
    "fr": "Je ferais cette réservation maintenant. Dois-je confirmer ?",
    "ru": "Я бы оформил это сейчас. Подтвердить?",
}
CONFIRMED = {
    "en": "Confirmed. (I am a script: nothing was really booked.)",
    "pt": "Confirmado. (Sou um roteiro: nada foi reservado de verdade.)",
    "es": "Confirmado. (Soy un guion: no se ha reservado nada de verdad.)",
    "de": "Bestätigt. (Ich bin ein Skript: gebucht wurde in Wahrheit nichts.)",
    "fr": "Confirmé. (Je suis un script : rien n'a vraiment été réservé.)",
    "ru": "Подтверждено. (Я сценарий: на самом деле ничего не оформлено.)",
}
CANCELLED = {
    "en": "Then I leave it. Anything else?",
    "pt": "Então deixo assim. Mais alguma coisa?",
    "es": "Entonces lo dejo. ¿Algo más?",
    "de": "Dann lasse ich es. Sonst noch etwas?",
    "fr": "Alors je laisse. Autre chose ?",
    "ru": "Тогда не буду. Что-нибудь ещё?",
}
ASK_NUMBER = {
    "en": "What is the number of your order?",
    "pt": "Qual é o número do seu pedido?",
    "es": "¿Cuál es el número de tu pedido?",
    "de": "Wie lautet Ihre Bestellnummer?",
    "fr": "Quel est le numéro de votre commande ?",
    "ru": "Какой номер у вашего заказа?",
}
ASK_SIZE = {
    "en": "There are small, medium and large. Which one would you like?",
    "pt": "Há pequeno, médio e grande. Qual prefere?",
    "es": "Hay pequeño, mediano y grande. ¿Cuál prefieres?",
    "de": "Es gibt klein, mittel und groß. Welche Größe soll es sein?",
    "fr": "Il y a petit, moyen et grand. Lequel préférez-vous ?",
    "ru": "Есть маленький, средний и большой. Какой вам нужен?",
}
NOTED = {
    "en": "Noted. (I am a script: a real model would go on from here.)",
    "pt": "Anotado. (Sou um roteiro: um modelo de verdade continuaria daqui.)",
    "es": "Anotado. (Soy un guion: un modelo de verdad seguiría desde aquí.)",
    "de": "Notiert. (Ich bin ein Skript: ein echtes Modell würde hier weitermachen.)",
    "fr": "C'est noté. (Je suis un script : un vrai modèle continuerait d'ici.)",
    "ru": "Записал. (Я сценарий: настоящая модель продолжила бы отсюда.)",
}

CONNECT = "OPENAI_API_KEY, OPENAI_BASE_URL, TEACHER_MODEL"
SCRIPTED = {
    "en": "I am the demo teacher: a script that only knows small talk. To connect a real model, "
    f"set {CONNECT} and start again.",
    "pt": "Sou o professor de demonstração: um roteiro que só conhece conversa fiada. Para "
    f"conectar um modelo de verdade, defina {CONNECT} e reinicie.",
    "es": "Soy el profesor de demostración: un guion que solo conoce charla trivial. Para conectar "
    f"un modelo de verdad, define {CONNECT} y reinicia.",
    "de": "Ich bin der Demo-Lehrer: ein Skript, das nur Plauderei kennt. Für ein echtes Modell "
    f"{CONNECT} setzen und neu starten.",
    "fr": "Je suis le professeur de démonstration : un script qui ne connaît que le bavardage. "
    f"Pour brancher un vrai modèle, définissez {CONNECT} et relancez.",
    "ru": "Я демонстрационный учитель: сценарий, который знает только светскую беседу. Чтобы "
    f"подключить настоящую модель, задайте {CONNECT} и запустите снова.",
}

# A stem found in the message starts the dialogue. Written for a demo, not for judging language.
BOOK = ("book", "reserv", "buch", "réserv", "брон", "заброни")
ORDER = ("my order", "meu pedido", "mi pedido", "bestellung", "ma commande", "мой заказ", "заказ")
SIZE = ("size", "tamanho", "talla", "größe", "taille", "размер")

YES = frozenset(
    {
        "yes",
        "yep",
        "yeah",
        "y",
        "sure",
        "ok",
        "okay",
        "please do",
        "yes please",
        "do it",
        "confirm",
        "sim",
        "pode",
        "claro",
        "sí",
        "si",
        "vale",
        "ja",
        "gerne",
        "bitte",
        "ja bitte",
        "oui",
        "d'accord",
        "да",
        "давайте",
        "ок",
        "хорошо",
        "confirmo",
        "bestätigen",
    }
)
NO = frozenset(
    {
        "no",
        "nope",
        "nah",
        "no thanks",
        "no thank you",
        "cancel",
        "não",
        "nao",
        "não obrigado",
        "no gracias",
        "nein",
        "nein danke",
        "non",
        "non merci",
        "нет",
        "не надо",
        "нет спасибо",
    }
)
