"""All languages: those of the chat, in which the gatekeeper knows small talk."""

from collections.abc import Mapping
from importlib import import_module

from delegation.domain.language.small_talk.lists import SmallTalk

LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "ru", "ar", "hi", "zh", "ja",
    "cs", "da", "he", "id", "ko", "nl", "pl", "sv", "tr", "uk",
)  # fmt: skip

SMALL_TALK: Mapping[str, SmallTalk] = {
    language: import_module(f"delegation.domain.language.small_talk.{language}").LISTS
    for language in LANGUAGES
}
