"""What people may type, and what they are told when it will not do."""

from tenants.forms.members import InvitationForm, InvitedAccountForm, RoleForm
from tenants.forms.workspace import (
    SECTIONS,
    ApprovalForm,
    OriginForm,
    SignUpForm,
    TenantForm,
    WorkspaceForm,
    section_forms,
)

__all__ = [
    "SECTIONS",
    "ApprovalForm",
    "InvitationForm",
    "InvitedAccountForm",
    "OriginForm",
    "RoleForm",
    "SignUpForm",
    "TenantForm",
    "WorkspaceForm",
    "section_forms",
]
