"""Replies of ours to start from, by language and act. Nothing is said before an owner approves."""

from collections.abc import Mapping

from delegation.domain.words import Act

STARTER_TEXTS: Mapping[str, Mapping[Act, str]] = {
    "en": {
        Act.GREETING: "Hello! How can I help you?",
        Act.THANKS: "You're welcome!",
        Act.FAREWELL: "Goodbye, and have a good day!",
        Act.ACKNOWLEDGEMENT: "All right!",
        Act.COMPLIMENT: "Thank you, glad to hear it!",
        Act.LAUGHTER: "😄",
    },
    "es": {
        Act.GREETING: "¡Hola! ¿En qué puedo ayudarte?",
        Act.THANKS: "¡De nada!",
        Act.FAREWELL: "¡Hasta luego, que tengas un buen día!",
        Act.ACKNOWLEDGEMENT: "¡Muy bien!",
        Act.COMPLIMENT: "¡Gracias, me alegro!",
        Act.LAUGHTER: "😄",
    },
    "pt": {
        Act.GREETING: "Olá! Como posso ajudar?",
        Act.THANKS: "De nada!",
        Act.FAREWELL: "Até logo e um bom dia!",
        Act.ACKNOWLEDGEMENT: "Combinado!",
        Act.COMPLIMENT: "Obrigado, que bom!",
        Act.LAUGHTER: "😄",
    },
    "fr": {
        Act.GREETING: "Bonjour ! Comment puis-je vous aider ?",
        Act.THANKS: "Je vous en prie !",
        Act.FAREWELL: "Au revoir et bonne journée !",
        Act.ACKNOWLEDGEMENT: "Très bien !",
        Act.COMPLIMENT: "Merci, cela fait plaisir !",
        Act.LAUGHTER: "😄",
    },
    "de": {
        Act.GREETING: "Hallo! Wie kann ich helfen?",
        Act.THANKS: "Gern geschehen!",
        Act.FAREWELL: "Auf Wiedersehen und einen schönen Tag!",
        Act.ACKNOWLEDGEMENT: "Alles klar!",
        Act.COMPLIMENT: "Danke, das freut mich!",
        Act.LAUGHTER: "😄",
    },
    "it": {
        Act.GREETING: "Buongiorno! Come posso aiutarla?",
        Act.THANKS: "Prego!",
        Act.FAREWELL: "Arrivederci e buona giornata!",
        Act.ACKNOWLEDGEMENT: "Va bene!",
        Act.COMPLIMENT: "Grazie, mi fa piacere!",
        Act.LAUGHTER: "😄",
    },
    "ru": {
        Act.GREETING: "Здравствуйте! Чем могу помочь?",
        Act.THANKS: "Пожалуйста!",
        Act.FAREWELL: "До свидания, хорошего дня!",
        Act.ACKNOWLEDGEMENT: "Хорошо!",
        Act.COMPLIMENT: "Спасибо, очень приятно!",
        Act.LAUGHTER: "😄",
    },
    "ar": {
        Act.GREETING: "مرحبا! كيف يمكنني المساعدة؟",
        Act.THANKS: "على الرحب والسعة!",
        Act.FAREWELL: "مع السلامة، يومًا سعيدًا!",
        Act.ACKNOWLEDGEMENT: "حسنا!",
        Act.COMPLIMENT: "شكرا، يسعدني ذلك!",
        Act.LAUGHTER: "😄",
    },
    "hi": {
        Act.GREETING: "नमस्ते! मैं आपकी क्या मदद करूँ?",
        Act.THANKS: "आपका स्वागत है!",
        Act.FAREWELL: "अलविदा, आपका दिन शुभ हो!",
        Act.ACKNOWLEDGEMENT: "ठीक है!",
        Act.COMPLIMENT: "धन्यवाद, सुनकर खुशी हुई!",
        Act.LAUGHTER: "😄",
    },
    "zh": {
        Act.GREETING: "您好！请问有什么可以帮您？",
        Act.THANKS: "不客气！",
        Act.FAREWELL: "再见，祝您愉快！",
        Act.ACKNOWLEDGEMENT: "好的！",
        Act.COMPLIMENT: "谢谢，很高兴听您这么说！",
        Act.LAUGHTER: "😄",
    },
    "ja": {
        Act.GREETING: "こんにちは！ご用件をどうぞ。",
        Act.THANKS: "どういたしまして！",
        Act.FAREWELL: "さようなら、良い一日を！",
        Act.ACKNOWLEDGEMENT: "かしこまりました！",
        Act.COMPLIMENT: "ありがとうございます、うれしいです！",
        Act.LAUGHTER: "😄",
    },
}


def primary_language(tag: str) -> str:
    """`pt` of `pt-BR`."""
    return tag.split("-")[0].lower()


def starter_texts(language: str) -> Mapping[Act, str]:
    """Texts to offer for approval; English where we have none in this language."""
    return STARTER_TEXTS.get(primary_language(language), STARTER_TEXTS["en"])
