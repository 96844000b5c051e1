"""Known small talk by language: the only words that may go live without a person.

Small, closed and shown to tenants. `CORES` are what carries an act, `BESIDE` what may stand beside
it. Entries are divided by commas. Words that mean two acts, such as "ciao", "salut" or
"k" (laughter in Portuguese), are left out: a person decides about them.
"""

from collections.abc import Mapping

from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.words import Act

CORES: Mapping[str, Mapping[Act, str]] = {name: lists.acts for name, lists in SMALL_TALK.items()}

BESIDE: Mapping[str, str] = {name: lists.beside for name, lists in SMALL_TALK.items()}

EVERYWHERE: Mapping[Act, str] = {
    Act.LAUGHTER: "😂, 🤣, 😄, 😆, 😹",
    Act.ACKNOWLEDGEMENT: "👍, 👌, 🆗",
}
"""Signs that carry an act in every language."""

DECORATION = "😊, 🙂, 😀, 😃, ☺, 👋, 🙏, ❤, 💙, 💚, 🌸, 🌹, ✨, 🎉, 👏, 🤗, 😉"
"""Signs that may stand beside words in every language."""

LAUGHS = "ha, he, hi, ho, ah, eh, ja, je, ji, jo, ха, хе, хи, rs, हा, हे"
"""Syllables that, repeated without a space, are laughter if they are the whole message."""
