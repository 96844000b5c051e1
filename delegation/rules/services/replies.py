"""The words that a tenant's owner approved for each act."""

from typing import Any

from django.db import transaction

from delegation.domain.evidence import SAFE_ACTS
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import ApprovedReply
from tenants import audit
from tenants.models import Tenant, User

# Ours, to start from. Nothing is said in a tenant's name before its owner has approved it.
STARTER_TEXTS: dict[str, dict[Act, str]] = {
    "en": {
        Act.GREETING: "Hello! How can I help you?",
        Act.THANKS: "You're welcome!",
        Act.FAREWELL: "Goodbye, and have a good day!",
        Act.LAUGHTER: "😄",
    },
    "pt": {
        Act.GREETING: "Olá! Como posso ajudar?",
        Act.THANKS: "De nada!",
        Act.FAREWELL: "Até logo e um bom dia!",
        Act.LAUGHTER: "😄",
    },
    "es": {
        Act.GREETING: "¡Hola! ¿En qué puedo ayudarte?",
        Act.THANKS: "¡De nada!",
        Act.FAREWELL: "¡Hasta luego, que tengas un buen día!",
        Act.LAUGHTER: "😄",
    },
    "de": {
        Act.GREETING: "Hallo! Wie kann ich helfen?",
        Act.THANKS: "Gern geschehen!",
        Act.FAREWELL: "Auf Wiedersehen und einen schönen Tag!",
        Act.LAUGHTER: "😄",
    },
    "fr": {
        Act.GREETING: "Bonjour ! Comment puis-je vous aider ?",
        Act.THANKS: "Je vous en prie !",
        Act.FAREWELL: "Au revoir et bonne journée !",
        Act.LAUGHTER: "😄",
    },
    "ru": {
        Act.GREETING: "Здравствуйте! Чем могу помочь?",
        Act.THANKS: "Пожалуйста!",
        Act.FAREWELL: "До свидания, хорошего дня!",
        Act.LAUGHTER: "😄",
    },
}


def primary_language(tag: str) -> str:
    """`pt` of `pt-BR`."""
    return tag.split("-")[0].lower()


def starter_texts(language: str) -> dict[Act, str]:
    """Texts to offer for approval; English where we have none in the tenant's language."""
    return STARTER_TEXTS.get(primary_language(language), STARTER_TEXTS["en"])


def approved_reply(tenant: Tenant, act: str, language: str) -> ApprovedReply | None:
    """The tenant's own words for this act in this language, or None: then a human must decide."""
    wanted = primary_language(language)
    return access.replies_of(tenant).filter(act=act, language=wanted).first()


@transaction.atomic
def approve_replies(
    tenant: Tenant, texts: dict[Act, str], *, language: str, by: User
) -> list[ApprovedReply]:
    """The owner approves these words for safe acts. An empty text withdraws the act's reply."""
    approved = []
    for act, text in texts.items():
        if act not in SAFE_ACTS:
            raise ValueError(f"{act} never goes live unread, so it has no approved reply")
        key: dict[str, Any] = {
            "tenant": tenant,
            "act": act.value,
            "language": primary_language(language),
        }
        if text.strip():
            values = {"text": text.strip(), "approved_by": by}
            approved.append(ApprovedReply.objects.update_or_create(**key, defaults=values)[0])
        else:
            ApprovedReply.objects.filter(**key).delete()
    audit.record(
        tenant,
        "replies.approved",
        f"replies in {language}",
        by=by,
        texts={act.value: text for act, text in texts.items()},
    )
    return approved
