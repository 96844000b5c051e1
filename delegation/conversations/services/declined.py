"""The memory of what each tenant's teacher declined to teach: in Valkey, bounded, and forgetful.

It holds digests and counts, no texts. Two generations are read and the newer is written, so that
everything is forgotten after one to two of them. Without Valkey nothing is known, and the model
judges a phrase once more.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from delegation.domain.teaching.candidates import Counts
from delegation.valkey import AWAY, cache_store

GENERATION_SECONDS = 14 * 86_400  # what a company sells changes more rarely
MOST_KEYS = 10_000  # of a tenant and generation: about a megabyte
DIGEST_BYTES = 8  # one coincidence among billions only asks once more, or once less


def counts_of(tenant_id: int, *, now: float) -> Counts:
    """Return the function that looks keys up in the tenant's memory."""

    def counts(keys: Sequence[str]) -> list[int]:
        fields = list(map(_digest, keys))
        try:
            with cache_store().pipeline(transaction=False) as pipe:
                for generation in _generations(tenant_id, now):
                    pipe.hmget(generation, fields)
                older, newer = pipe.execute()
        except AWAY:
            return [0] * len(keys)
        return [int(one or 0) + int(other or 0) for one, other in zip(older, newer, strict=True)]

    return counts


def remember(tenant_id: int, keys: Iterable[str], *, now: float) -> None:
    """Count each key once. A full memory takes nothing new until its next generation."""
    _, newest = _generations(tenant_id, now)
    try:
        if int(cache_store().hlen(newest)) >= MOST_KEYS:
            return
        with cache_store().pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.hincrby(newest, _digest(key), 1)
            pipe.expire(newest, 2 * GENERATION_SECONDS)
            pipe.execute()
    except AWAY:
        return


def _generations(tenant_id: int, now: float) -> tuple[str, str]:
    number = int(now) // GENERATION_SECONDS
    return f"declined:{tenant_id}:{number - 1}", f"declined:{tenant_id}:{number}"


def _digest(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=DIGEST_BYTES).digest()
