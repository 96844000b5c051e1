"""Which network a request came from: coarser than an address, and harder to have many of."""

import hashlib
import hmac
import ipaddress

IPV4_PREFIX = 24  # what one subscriber line or office usually holds
IPV6_PREFIX = 48  # what one site is given


def client_address(remote: str, forwarded_for: str, *, trusted_proxies: int) -> str:
    """Return the address that the outermost trusted proxy saw, or `remote` without a proxy."""
    hops = [hop.strip() for hop in forwarded_for.split(",")] if forwarded_for else []
    if trusted_proxies and len(hops) >= trusted_proxies:
        return hops[-trusted_proxies]
    return remote


def network_of(address: str) -> str:
    """Return `203.0.113.0/24` for `203.0.113.7`; `unknown` if the text is not an address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    length = IPV4_PREFIX if parsed.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((parsed, length), strict=False))


def hashed_network(network: str, *, key: str) -> str:
    """Return 64 hex digits that distinguish networks without revealing them."""
    return hmac.new(key.encode(), f"network:{network}".encode(), hashlib.sha256).hexdigest()
