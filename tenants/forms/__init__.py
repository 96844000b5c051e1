"""The forms of the pages for people."""

from tenants.forms.members import InvitationForm, InvitedAccountForm, RoleForm
from tenants.forms.workspace import (
    SECTIONS,
    ApprovalForm,
    LocalhostForm,
    OriginForm,
    SignUpForm,
    TenantForm,
    WorkspaceForm,
)

__all__ = [
    "SECTIONS",
    "ApprovalForm",
    "InvitationForm",
    "InvitedAccountForm",
    "LocalhostForm",
    "OriginForm",
    "RoleForm",
    "SignUpForm",
    "TenantForm",
    "WorkspaceForm",
]
