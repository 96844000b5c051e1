"""The forms of signing up and of a workspace's settings."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allauth.account.forms import SignupForm
from django import forms
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest

from delegation.domain.ledger.currencies import CURRENCIES, USD
from tenants import services
from tenants.exchange import rate_of
from tenants.models import Approval, Tenant, User

if TYPE_CHECKING:
    TenantForm = forms.ModelForm[Tenant]
else:
    TenantForm = forms.ModelForm  # takes no type arguments while it runs

COMPANY_LENGTH = 80  # characters, as wide as the column


class CompanyField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            max_length=COMPANY_LENGTH,
            label="Company",
            help_text="The name of your workspace. Visitors do not see it.",
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        )


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth carries no types
    """E-mail, password and company: the person becomes the owner of a new tenant."""

    company = CompanyField()
    field_order = ("company", "email", "password1")

    @transaction.atomic  # nobody has an account without the workspace they signed up for
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        services.create_tenant(self.cleaned_data["company"], owner=user)
        return user


class WorkspaceForm(forms.Form):
    """For somebody who is signed in and belongs to no tenant."""

    company = CompanyField()


class AssistantForm(TenantForm):
    """How the assistant introduces itself, and what it is for."""

    language = forms.CharField(
        max_length=12,
        label="Language",
        help_text="The language your visitors mostly write in, for example en or pt-BR.",
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
                "Write a language tag, for example en, de or pt-BR.",
            )
        ],
    )

    class Meta:
        model = Tenant
        fields = ("assistant_name", "instructions", "language")
        labels = {"assistant_name": "Name", "instructions": "Instructions"}
        help_texts = {
            "assistant_name": "Shown above the chat.",
            "instructions": "What it is for, what it may say and how it speaks. "
            "The teacher reads this before every answer.",
        }
        widgets = {"instructions": forms.Textarea(attrs={"rows": 6})}


class ApprovalForm(TenantForm):
    """Who lets a rule go live, and how many visitors it takes to propose one."""

    explanations = {
        Approval.HUMAN.value: "Nothing is said to your visitors that you have not read. "
        "Proposals wait for you under Moderation.",
        Approval.AT_ONCE.value: "Greetings, thanks, goodbyes and laughter are answered locally as "
        "soon as enough visitors wrote them, in words that you approve beforehand. "
        "Everything else still waits for a person.",
    }

    class Meta:
        model = Tenant
        fields = ("approval", "sightings")
        labels = {"approval": "Who approves"}
        help_texts = {
            "sightings": "How many different visitors the teacher must teach a phrase from "
            "before it is proposed. With 1, the first visitor is enough.",
        }
        widgets = {"approval": forms.RadioSelect}


class RateField(forms.DecimalField):
    """An exchange rate: above nothing, and shown without zeros that say nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=8, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        rate: Decimal | None = super().clean(value)
        if rate is not None and rate <= 0:
            raise forms.ValidationError("A rate is greater than 0.")
        return rate


class BudgetForm(TenantForm):
    """What the teacher may cost in a month, and in which currency people read what it cost."""

    monthly_budget = forms.DecimalField(
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        label="Monthly budget, USD",
        help_text="No call to the teacher starts that this could not pay for. "
        "When it is used up, visitors read the message below instead of an answer.",
    )
    currency = forms.ChoiceField(
        choices=[(each.code, f"{each.code}, {each.name}") for each in CURRENCIES.values()],
        label="Show money in",
        help_text="On pages, in reports and in e-mails. "
        "Calls are paid for in USD, so budgets and receipts stay in it.",
    )
    currency_rate = RateField(
        required=False,
        label="For one USD",
        help_text="How many units of that currency, for example 155 for JPY. Empty for USD.",
    )

    class Meta:
        model = Tenant
        fields = ("monthly_budget", "budget_message", "currency", "currency_rate")
        labels = {"budget_message": "What visitors read then"}
        widgets = {"budget_message": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.currency == USD.code:
            self.initial["currency_rate"] = None
        else:
            budget = self.fields["monthly_budget"]
            shown = rate_of(self.instance).write(self.instance.monthly_budget)
            budget.help_text = f"Now {shown} at your rate. {budget.help_text}"

    def clean(self) -> dict[str, Any]:
        """The rate belongs to the currency: 1 for USD, and given for every other."""
        cleaned = super().clean() or self.cleaned_data
        code, rate = cleaned.get("currency"), cleaned.get("currency_rate")
        if code == USD.code:
            cleaned["currency_rate"] = Decimal(1)
            if rate not in (None, 1):
                self.add_error("currency_rate", "One USD is exactly one USD: leave this empty.")
        elif code and rate is None and "currency_rate" not in self.errors:
            self.add_error("currency_rate", f"Say how many {code} one USD is.")
        return cleaned


class PercentField(forms.DecimalField):
    """A share of one, shown and asked for in percent."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, max_digits=4, decimal_places=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value * 100:.1f}".removesuffix(".0") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        percent: Decimal | None = super().clean(value)
        return None if percent is None else percent / 100


class MeasuringForm(TenantForm):
    """What it may cost to know what is saved, and how often a local answer is wrong."""

    holdout_share = PercentField(
        most=50,
        label="Visitors who always get the teacher, %",
        help_text="The savings report compares the others with them. "
        "With 0 nothing is compared, and the report says so.",
    )
    audit_share = PercentField(
        most=100,
        label="Local answers that the teacher checks, %",
        help_text="After the fact, unseen by the visitor. Wrong ones count against their rule.",
    )

    class Meta:
        model = Tenant
        fields = ("holdout_share", "audit_share")


class LocalhostForm(TenantForm):
    """The explicit switch for pages that a developer's own machine serves."""

    class Meta:
        model = Tenant
        fields = ("localhost_allowed",)
        labels = {"localhost_allowed": "Also on localhost, on any port, while we build our page"}


class OriginForm(forms.Form):
    """An origin to allow. `services.allow_origin` says in words what is wrong with it."""

    origin = forms.CharField(
        max_length=255,
        label="Add an origin",
        help_text="As the address bar shows it, without a path: https://www.example.com. "
        "For all subdomains: https://*.example.com",
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


SECTIONS: dict[str, type[TenantForm]] = {
    "assistant": AssistantForm,
    "localhost": LocalhostForm,
    "approval": ApprovalForm,
    "budget": BudgetForm,
    "measuring": MeasuringForm,
}


def section_forms(
    tenant: Tenant, bound: dict[str, TenantForm] | None = None, **kwargs: Any
) -> dict[str, TenantForm]:
    """Every section's form; those in `bound` as they were sent."""
    fresh = {name: form(instance=tenant, prefix=name, **kwargs) for name, form in SECTIONS.items()}
    return {**fresh, **(bound or {})}
