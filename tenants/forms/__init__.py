"""The forms of the pages for people."""

from tenants.forms.language import LanguageForm
from tenants.forms.members import InvitationForm, InvitedAccountForm, RoleForm
from tenants.forms.sections import SECTIONS
from tenants.forms.widget import WidgetForm
from tenants.forms.workspace import (
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
    "LanguageForm",
    "LocalhostForm",
    "OriginForm",
    "RoleForm",
    "SignUpForm",
    "TenantForm",
    "WidgetForm",
    "WorkspaceForm",
]
