"""What can go wrong while starting; every message says what to do."""


class EmbeddedError(Exception):
    """The base of all of them."""


class NoAccount(EmbeddedError):
    """Root has no account to run the servers as."""


class OutOfReach(EmbeddedError):
    """A folder or program cannot be used by the account that needs it."""


class PortTaken(EmbeddedError):
    """Another process listens on a requested port."""


class ProcessFailed(EmbeddedError):
    """A program did not start or did not do its work; the message ends with what it last wrote."""


class StateInUse(EmbeddedError):
    """Another run uses the state folder."""


class WrongEnvironment(EmbeddedError):
    """An environment variable has a value that is not allowed."""
