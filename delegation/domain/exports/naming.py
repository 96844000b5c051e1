"""Lists of words, and names of conversations that stay apart in several files."""

LONG_ID = 12  # characters; so long an id means the same conversation in every file


def conversation_name(source: str, value: str) -> str:
    """Return the conversation's name. Short numbers begin again in each file; long ids do not."""
    name = value.strip()
    return name if len(name) >= LONG_ID and any(map(str.isdigit, name)) else f"{source}{name}"


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as text, in their order."""
    return tuple(text.split())
