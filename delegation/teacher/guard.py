"""Which addresses a tenant's endpoint may have: public https ones, and exceptions named by us.

A name is resolved once, every address it has is judged, and the connection goes to the judged
address: a resolver that answers differently the second time is not asked a second time.
"""

import ipaddress
import socket
import string
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from delegation.domain.wire.addresses import PLAIN_QUERY
from delegation.domain.wording import worded
from delegation.teacher.errors import TeacherMisconfigured, TeacherUnavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

HTTPS_PORT = 443
MAX_HOST = 253  # characters of a name in the DNS

_HOST_CHARACTERS = frozenset(string.ascii_lowercase + string.digits + "-._:")

# What `is_global` leaves open: addresses that embed another address, or are unassigned.
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments; releases of Python disagree
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # a cloud's own host agent, in public space
        "100.100.100.200/32",  # a cloud's metadata
        "64:ff9b::/96",  # NAT64: an IPv4 address inside
        "64:ff9b:1::/48",  # the same, local
        "2001::/23",  # Teredo and other tunnels
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, deprecated and still routed
        "::/96",  # IPv4-compatible, deprecated
    )
)


def is_public(address: Address) -> bool:
    """Whether a stranger's server may be there. Looks through IPv4 written as IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.scope_id:
            return False
    closed = any(address in network for network in _CLOSED if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not closed


def system_resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Guard:
    """Judges addresses before a byte goes out.

    `exceptions` are "host:port" pairs that a self-hoster names for a teacher in the own network;
    plain http is allowed there too.
    """

    def __init__(
        self, *, exceptions: Iterable[str] = (), resolve: Resolve = system_resolve
    ) -> None:
        self._exceptions = frozenset(name.lower() for name in exceptions)
        self._resolve = resolve

    def check_url(self, url: str, *, may_have_query: bool = False) -> None:
        """Refuse what can be refused by its spelling. Raises TeacherMisconfigured."""
        if any(char <= " " or char in "\\\x7f" or char > "~" for char in url):
            raise _refused(worded("it holds characters that no address holds"))
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise _refused(worded("it cannot be read")) from None
        if "@" in parts.netloc:
            raise _refused(worded("it holds a user name"))
        plain = may_have_query and PLAIN_QUERY.fullmatch(parts.query)
        if parts.fragment or (parts.query and not plain):
            raise _refused(worded("it holds more than a host, a path and plain parameters"))
        default_port = HTTPS_PORT if parts.scheme == "https" else 80
        if f"{host}:{port or default_port}" in self._exceptions:
            if parts.scheme not in ("http", "https"):
                raise _refused(worded("it is neither http nor https"))
            return
        if parts.scheme != "https":
            raise _refused(worded("it is not https"))
        _check_host(host)

    def pin(self, host: str, port: int) -> list[str]:
        """The judged addresses of a host, to connect to in this order.

        Raises TeacherMisconfigured when any of them is not public, TeacherUnavailable when there
        are none.
        """
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise TeacherUnavailable("teacher_connect_failed", "the name has no address")
        if f"{host.lower()}:{port}" in self._exceptions:
            return found
        # One private address among public ones is a trap, not a mistake: refuse them all.
        if not all(_is_public_text(text) for text in found):
            raise _refused(worded("it leads to a network that is not public"))
        return found


def _check_host(host: str) -> None:
    if not host or len(host) > MAX_HOST:
        raise _refused(worded("it has no host"))
    if not set(host) <= _HOST_CHARACTERS:  # % too: some parsers decode it, and then differ
        raise _refused(worded("its host holds characters that no name holds"))
    if ":" in host:
        if not _is_public_text(host):
            raise _refused(worded("it leads to a network that is not public"))
        return
    labels = host.rstrip(".").split(".")
    # Resolvers read 127.1, 0x7f.0.0.1, 0177.0.0.1 and 2130706433 as IPv4; names end in a word.
    if labels[-1][:1].isdigit() or labels[-1].startswith("0x"):
        canonical = host.count(".") == 3 and all(label.isdigit() for label in labels)
        if not canonical or not _is_public_text(host):
            raise _refused(worded("it leads to a network that is not public"))
        return
    if len(labels) < 2 or labels[-1] in ("local", "localhost", "internal", "arpa", "test", "onion"):
        raise _refused(worded("it is a name of a local network"))


def _is_public_text(text: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(text))
    except ValueError:
        return False


def _refused(why: str) -> TeacherMisconfigured:
    return TeacherMisconfigured("teacher_address_refused", why)
