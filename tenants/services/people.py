"""What a person chose for themselves, in every workspace."""

from django.conf import settings

from tenants.models import User


def choose_language(user: User, language: str) -> None:
    """Show pages and write emails to this person in one of the offered languages."""
    user.language = language
    user.save(update_fields=["language"])


def keep_language(user: User, language: str) -> None:
    """Remember the language that a person signed up in, unless there was nothing to choose."""
    if len(settings.LANGUAGES) > 1:
        choose_language(user, language)
