"""The sections of a workspace's settings, each with its form."""

from tenants.forms.widget import WidgetForm
from tenants.forms.workspace import (
    ApprovalForm,
    AssistantForm,
    BudgetForm,
    LocalhostForm,
    MeasuringForm,
    TenantForm,
)

SECTIONS: dict[str, type[TenantForm]] = {
    "assistant": AssistantForm,
    "widget": WidgetForm,
    "localhost": LocalhostForm,
    "approval": ApprovalForm,
    "budget": BudgetForm,
    "measuring": MeasuringForm,
}
