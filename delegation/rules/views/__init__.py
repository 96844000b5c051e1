"""Pages of the rules app, beside the moderators' site."""

from delegation.rules.views.policy import policy
from delegation.rules.views.replies import replies
from delegation.rules.views.starters import starter_pack
from delegation.rules.views.transfer import export_rules, transfer

__all__ = ["export_rules", "policy", "replies", "starter_pack", "transfer"]
