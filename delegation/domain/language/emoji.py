"""Emoji that add nothing to small talk: "thanks 😊" says "thanks"."""

from collections.abc import Collection

# No thumb, check mark, hand or heart that people send as a yes, and no face that may be upset.
FRIENDLY = tuple("😊🙂😀😃😄😁☺🤗😇🥰🌹🌸🌞🎉✨🙏👋")


def ignored_emoji(taught: Collection[str], struck: Collection[str]) -> dict[str, str]:
    """Return the friendly emoji as words to leave out, without those taught or switched off."""
    return {emoji: "" for emoji in FRIENDLY if emoji not in taught and emoji not in struck}
