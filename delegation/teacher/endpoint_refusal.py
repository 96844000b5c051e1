"""An endpoint's own words about a request that it refused."""

import re
from dataclasses import dataclass, field

DETAIL_CHARACTERS = 300  # of what the endpoint says: a sentence or two
_SECRET = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai)[-_][\w\-.*]{6,}|\bBearer\s+\S+|\bAIza[\w\-]{20,}"
    r"|\b(?=[\w\-]*\d)[\w\-]{32,}"
)
_FORMAT = re.compile(
    r"response_?format|json_?schema|json_object|json_validate_failed|\bschemas?\b|grammar"
    r"|additionalproperties|structured[ _]outputs?|json mode|guided|xgrammar"
    r"|failed to generate json"
)


@dataclass(frozen=True, slots=True)
class EndpointRefusal:
    """An endpoint's own words about a request that it refused."""

    status: int  # 200 inside a stream
    message: str = ""
    code: str = ""
    kind: str = ""  # the field `type`
    param: str = ""
    places: tuple[str, ...] = ()  # names of fields in the locations of validation errors
    words: str = ""  # all of it in lower case, to search
    sent: tuple[str, ...] = field(default=(), compare=False)  # the fields of our request

    @property
    def detail(self) -> str:
        """The endpoint's words for the owner: without anything like a key, and cut."""
        said = _SECRET.sub("…", self.message or self.code or self.words)
        return f"HTTP {self.status}: {said}"[:DETAIL_CHARACTERS]

    @property
    def is_about_format(self) -> bool:
        return bool(_FORMAT.search(self.words))
