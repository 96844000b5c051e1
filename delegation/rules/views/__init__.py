"""Pages of the rules app, beside the moderators' site."""

from delegation.rules.views.policy import policy
from delegation.rules.views.replies import replies

__all__ = ["policy", "replies"]
