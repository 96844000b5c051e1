"""The tags and control tokens by which models set their thoughts apart from their reply."""

import re
from enum import Enum, auto

_WORD = (
    r"(?:[a-z]{1,12}[:_\-])?(?:ant)?(?:think|thinking|thoughts?|thought_process|reason|reasoning"
    r"|reflect|reflection|scratch_?pad|analysis|monologue|deliberation|rationale|cot"
    r"|chain_of_thought)"
)
# Tags, Mistral's brackets, Kimi's triangles, and names between bars, which DeepSeek writes wide.
TOKEN = re.compile(
    rf"<(?P<tag_end>/?)(?P<tag>{_WORD})(?:\s[^<>]{{0,200}})?>"
    r"|(?-i:\[(?P<bracket_end>/?)(?P<bracket>THINK(?:ING)?|THOUGHTS?|REASONING)\])"
    rf"|◁(?P<triangle_end>/?)(?P<triangle>{_WORD})▷"
    r"|<[|｜](?P<bars>/?[^<>|｜\s]{1,60})[|｜]?>|<(?P<last_bar>/?[a-z_]{1,60})[|｜]>"
    r"|<(?P<bare>start_of_turn|end_of_turn|eos|bos|/s)>",
    re.IGNORECASE,
)
# An end of the text that may still become a token.
BEGINNING = re.compile(
    rf"(?:<[/|｜]?[\w:.\-/▁]{{0,64}}[|｜]?|</?{_WORD}\s[^<>]{{0,200}}"
    r"|\[/?[A-Z]{0,10}|◁/?[\w:\-]{0,30})$",
    re.IGNORECASE,
)
_OPENING_NAME = re.compile(
    r"(?:begin|start)_?(?:of_?)?(?:thought|think|reason)\w*"
    r"|(?:thoughts?|think|thinking|reasoning)(?:_begin|_start)?|inner_prefix"
)
_CLOSING_NAME = re.compile(
    r"end_?(?:of_?)?(?:thought|think|reason)\w*"
    r"|/(?:thoughts?|think|thinking|reasoning)|(?:thought|think|thinking|reasoning)_end"
    r"|inner_suffix"
)
_ANSWER_NAME = re.compile(r"(?:begin|start)_?(?:of_?)?(?:solution|response|answer|text)|bos")
_HEADER_NAMES = ("channel", "start", "im_start", "start_header_id", "start_of_turn")
_MESSAGE_NAMES = ("message", "end_header_id", "im_sep")
OTHER_SPEAKERS = ("user", "system", "tool", "human", "developer")
THOUGHT_CHANNEL = re.compile(r"analysis|commentary|thought|think|reason", re.IGNORECASE)

# A wrapper that some models put around the reply after their thoughts.
_WRAPPER = r"(?:answer|response|reply|final|final_answer|output)>"
# In a JSON string the blanks after a thought are escapes.
ANSWER_OPENS = re.compile(rf"(?:\s|\\[nrt])*(?P<wrapper><{_WRAPPER}\s*)?", re.IGNORECASE)
ANSWER_MAY_OPEN = re.compile(r"(?:\s|\\[nrt])*(?:\\|<[a-z_]{0,12})?", re.IGNORECASE)
ANSWER_CLOSES = re.compile(rf"</{_WRAPPER}", re.IGNORECASE)
ANSWER_MAY_CLOSE = re.compile(r"</?[a-z_]{0,12}$", re.IGNORECASE)

_BLANKS = r"(?:(?<=\S)|\A)\s*+"  # a whole run of them: each start inside it would read it again
_NO_WORDS = r"(?:(?<=\w)|\A)\W*+"
_COLON = r"[^\w:]*+:"
# Thoughts that a server has robbed of their tokens, and thoughts under a heading: how they begin
# and end, and what of the text behind them goes with them.
_BARE_THOUGHTS = [
    tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for patterns in (
        (rf"{_BLANKS}analysis(?=\w)", r"assistant\s?final(?:\s?message)?", ""),
        (
            rf"{_BLANKS}here(?:'s|\s+is)\s+my\s+thought\s+process\W",
            r"here(?:'s|\s+is)\s+my\s+response",
            r"\W*+",
        ),
        (
            rf"{_NO_WORDS}(?:thoughts?|thinking|thinking\s+process|reasoning){_COLON}",
            rf"\n[^\w\n]*+(?:final\s+answer|answer|response|reply|output){_COLON}",
            r"\W*+",
        ),
    )
]
# How thoughts begin, and replies to a visitor hardly ever do.
SUSPECT_OPENINGS = (
    *("analysis", "thought", "thinking", "reasoning", "here is my thought", "here's my thought"),
    *("the user", "the visitor", "the customer", "this user", "this visitor", "user ", "visitor "),
    *("okay, the", "okay, so", "okay the", "okay so", "ok, the", "ok, so", "alright, the"),
    *("alright, so", "so the user", "so the visitor", "we need", "we should", "we have to"),
    *("we must", "i need to", "i should", "i must", "let me think", "let's think", "hmm"),
    *("first, i need", "first, i should", "got it. the user", "a private", "private"),
)


def cut_bare_thoughts(text: str) -> str:
    """Return the text without the first thoughts that no token sets apart.

    They end where their kind ends last. Where none of the ends follows the first beginning, none
    follows a later one, so each text is read once.
    """
    found = []
    for begins, ends, goes_too in _BARE_THOUGHTS:
        if begun := begins.search(text):
            *_, last = None, *ends.finditer(text, begun.end())
            if last and (rest := goes_too.match(text, last.end())):
                found.append((begun.start(), rest.end()))
    if not found:
        return text
    start, end = min(found)
    return text[:start] + text[end:]


class TokenKind(Enum):
    """What a token does to the text that follows it."""

    OPENS_THOUGHT = auto()
    CLOSES_THOUGHT = auto()
    OPENS_HEADER = auto()  # the name of a channel or a speaker follows
    OPENS_MESSAGE = auto()  # and then its text
    OPENS_ANSWER = auto()
    STOPS = auto()
    IS_TEXT = auto()


def classify_token(token: re.Match[str], *, before: str) -> tuple[TokenKind, str]:
    """Return the kind and the lower-case name of a match of TOKEN; `before` is its own line."""
    written = token.group("tag") or token.group("bracket") or token.group("triangle")
    if written:
        if before.endswith("`"):
            return TokenKind.IS_TEXT, ""  # the reply speaks of the tag
        closes = any(token.group("tag_end", "bracket_end", "triangle_end"))
        return (TokenKind.CLOSES_THOUGHT if closes else TokenKind.OPENS_THOUGHT), written.lower()
    name = token.group("bars") or token.group("last_bar") or token.group("bare")
    name = name.lower().replace("▁", "_")
    if name == "/s" and "<s>" in before.lower():
        return TokenKind.IS_TEXT, ""  # struck-through text, not the end of a sequence
    if name.endswith("channel") and token.group("last_bar"):  # `<channel|>` ends `<|channel>`
        return TokenKind.CLOSES_THOUGHT, name
    return _kind_of_name(name), name


def _kind_of_name(name: str) -> TokenKind:
    if _OPENING_NAME.fullmatch(name):
        return TokenKind.OPENS_THOUGHT
    if _CLOSING_NAME.fullmatch(name):
        return TokenKind.CLOSES_THOUGHT
    if _ANSWER_NAME.fullmatch(name):
        return TokenKind.OPENS_ANSWER
    if name in _HEADER_NAMES:
        return TokenKind.OPENS_HEADER
    return TokenKind.OPENS_MESSAGE if name in _MESSAGE_NAMES else TokenKind.STOPS
