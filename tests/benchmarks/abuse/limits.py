"""The limits as they are by default: what the latency benchmark widens is what protects here."""

from delegation.environment import Environment

_NAMES = ("limit_per_network", "limit_per_key", "network_share", "hour_share")
LIMITS = {name.upper(): str(Environment.model_fields[name].default) for name in _NAMES}
