"""How long and how large a call to the teacher may be. Each figure is an argument of the client."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes, tokens and counts."""

    connect_seconds: float = 5.0  # a name, a handshake and TLS; a host that needs more is down
    first_byte_seconds: float = 15.0  # slower than this a visitor has left
    silence_seconds: float = 10.0  # a model that writes pauses for tenths of a second
    total_seconds: float = 60.0  # visitors do not wait longer; bounds a server that dribbles
    tail_seconds: float = 2.0  # usage figures follow a finished answer at once, or not at all
    poll_seconds: float = 0.2  # how soon a stop is noticed while the teacher says nothing

    output_tokens: int = 1_500  # a long chat answer, and the few thoughts of a model that reasons
    line_bytes: int = 256_000  # one piece is a few hundred bytes
    response_bytes: int = (
        4_000_000  # 1,500 tokens in wrappings of 300 bytes, and room for nine times
    )
    error_bytes: int = 64_000  # an error page is read so far, and no further

    attempts: int = 3  # of one reply, by whatever cause; the fourth never helps
    backoff_seconds: float = 0.4  # first pause before trying again; doubles, with full jitter
    backoff_cap_seconds: float = 5.0
