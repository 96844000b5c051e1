"""Where a tenant's teacher is, and what it is sent."""

import hashlib
from dataclasses import dataclass, field

from delegation.domain.teaching.ways import Way
from delegation.domain.words import Awaiting
from delegation.teacher.protocols import PROTOCOLS, ChatProtocol

NO_KEY = "none"  # servers without keys still want the header to be there


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that answers in one of our protocols, and the model behind it.

    `guarded` endpoints were given by a tenant: only public https addresses, and named exceptions.
    The platform's own, from OPENAI_BASE_URL, is trusted.
    """

    tenant_id: int
    base_url: str  # with its version, as in https://api.openai.com/v1
    model: str
    api_key: str = field(default=NO_KEY, repr=False)
    guarded: bool = True
    protocol: ChatProtocol = PROTOCOLS["openai"]

    @property
    def key(self) -> str:
        """Names this tenant's endpoint and model in shared memory; holds no secret."""
        return f"{self.tenant_id}:{self.name}"

    @property
    def name(self) -> str:
        """Return the name of the server and the model, the same for all tenants; no secret."""
        name = f"{self.base_url.rstrip('/')} {self.model}"
        return hashlib.sha256(name.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the assistant is for this tenant."""

    name: str = "Assistant"
    instructions: str = ""  # the tenant's own words: what it is for, what it knows
    language: str = ""  # a name or tag such as "pt-BR"; empty: the visitor's own language


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of the conversation."""

    visitor: bool  # else the assistant
    text: str
    awaiting: Awaiting | None = None  # what an assistant's turn waits for
    local: bool = False  # the gatekeeper answered it; the teacher sees it for the first time


@dataclass(frozen=True, slots=True)
class TeacherRequest:
    """A visitor's message in its conversation. By default it is the company's plain chat."""

    persona: Persona
    message: str
    turns: tuple[Turn, ...] = ()  # oldest first; the message itself is not among them
    mark: bool = False  # ask for the mark that says what the reply awaits
    way: Way = Way.NONE  # how a lesson is asked for
    page: str = ""  # what the visitor's page says about itself, as data
    batch: bool = False  # the message is a batch of phrases to be judged, as JSON
    judged: str | None = None  # the reply that was given: say whether it did, write no other
