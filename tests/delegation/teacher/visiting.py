"""A visitor of an endpoint that is played by a function."""

from dataclasses import dataclass, field

from delegation.teacher import (
    EndedCall,
    Endpoint,
    Hooks,
    Persona,
    Teacher,
    TeacherReply,
    TeacherRequest,
    Turn,
)
from delegation.teacher.protocols import PROTOCOLS
from tests.delegation.teacher.providers import ANSWER, Answered, Provider, ProviderServer


@dataclass
class Visitor:
    """Writes to one endpoint, and keeps what was shown."""

    server: ProviderServer
    teacher: Teacher
    model: str = "m"
    protocol: str = "openai"
    pieces: list[str] = field(default_factory=list)
    calls: list[EndedCall] = field(default_factory=list)

    def ask(
        self, provider: Provider | Answered, *, base_url: str = "", turns: tuple[Turn, ...] = ()
    ) -> TeacherReply:
        self.server.provider = provider if callable(provider) else lambda asked: provider
        self.pieces.clear()
        self.calls.clear()
        hooks = Hooks(self.pieces.append, after_call=self.calls.append)
        address = base_url or self.server.base_url
        protocol = PROTOCOLS[self.protocol]
        endpoint = Endpoint(1, address, self.model, "sk-a", guarded=False, protocol=protocol)
        request = TeacherRequest(Persona("Ada", "You sell books."), "Hello", turns)
        return self.teacher.reply(endpoint, request, hooks)

    def gets_the_answer(self, provider: Provider | Answered) -> TeacherReply:
        """The answer and nothing else, in one call, with its usage known."""
        reply = self.ask(provider)
        assert reply.parsed.user_response == ANSWER == "".join(self.pieces)
        (call,) = self.calls
        assert (call.outcome, call.input_tokens) == ("ok", 120)
        return reply
