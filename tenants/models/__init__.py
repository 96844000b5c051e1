"""Who may do what, and what they have done."""

from tenants.models.audit import AuditEntry
from tenants.models.invitation import Invitation
from tenants.models.key import AllowedOrigin, ApiKey, SiteKey
from tenants.models.outgoing_mail import OutgoingMail
from tenants.models.tenant import Approval, Learning, Membership, Role, Tenant
from tenants.models.user import User

__all__ = [
    "AllowedOrigin",
    "ApiKey",
    "Approval",
    "AuditEntry",
    "Invitation",
    "Learning",
    "Membership",
    "OutgoingMail",
    "Role",
    "SiteKey",
    "Tenant",
    "User",
]
