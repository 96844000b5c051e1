"""What a command uses in place of the shared state: its own memory and no breaker."""


class OwnMemory:
    """A `shape.Memory` of one process; forgets with it."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._values.get(key)

    def set(self, key: str, value: str, *, seconds: int) -> None:
        self._values[key] = value


class NoBreaker:
    """A `breaker.Breaker` that lets every call pass: for a person who wants to see the errors."""

    def admit(self, key: str) -> None:
        pass

    def succeeded(self, key: str) -> None:
        pass

    def failed(self, key: str) -> None:
        pass
