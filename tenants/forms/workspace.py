"""The forms of signing up and of a workspace's settings."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.forms import SignupForm
from django import forms
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from delegation.amounts import AmountField
from delegation.domain.ledger.currencies import CURRENCIES, USD
from delegation.languages import counted, currency_name
from tenants import services
from tenants.exchange import rate_of
from tenants.models import Approval, Tenant, User
from tenants.services.people import keep_language
from tenants.templatetags.figures import writer

if TYPE_CHECKING:
    TenantForm = forms.ModelForm[Tenant]
else:
    TenantForm = forms.ModelForm  # takes no type arguments while it runs

COMPANY_LENGTH = 80  # characters, as wide as the column
MOST_BUDGET = Decimal(1_000_000)  # USD; more is a slip of the hand
LIFETIMES = {
    10: _("10 seconds"),
    60: _("minute"),
    300: _("5 minutes"),
    900: _("15 minutes"),
    3600: _("hour"),
}


class CompanyField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            max_length=COMPANY_LENGTH,
            label=_("Company"),
            help_text=_("The name of your workspace. Visitors do not see it."),
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        )


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth carries no types
    """Email, password and company: the person becomes the owner of a new tenant."""

    company = CompanyField()
    field_order = ("company", "email", "password1")

    @transaction.atomic  # no account without the workspace it signed up for
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        services.create_tenant(self.cleaned_data["company"], owner=user)
        keep_language(user, get_language() or "")
        return user


class WorkspaceForm(forms.Form):
    """The name of a new workspace, for a person who has an account and no workspace."""

    company = CompanyField()


class AssistantForm(TenantForm):
    """How the assistant introduces itself, and what it is for."""

    language = forms.CharField(
        max_length=12,
        label=_("Language"),
        help_text=_("The language your visitors mostly write in, for example en or pt-BR."),
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
                _("Write a language tag, for example en, de or pt-BR."),
            )
        ],
    )

    class Meta:
        model = Tenant
        fields = ("assistant_name", "instructions", "language")
        labels = {
            "assistant_name": _("Name"),
            "instructions": _("Instructions"),
        }
        help_texts = {
            "assistant_name": _("Also the title of the chat."),
            "instructions": _(
                "What the assistant is for, what it may say and how it speaks. "
                "The teacher reads this before every answer."
            ),
        }
        widgets = {"instructions": forms.Textarea(attrs={"rows": 6})}


class ApprovalForm(TenantForm):
    """Who approves a rule, when the teacher teaches, and how soon browsers follow."""

    explanations = {
        Approval.HUMAN.value: _(
            "Your visitors read nothing that you have not read first. "
            "Proposals wait for you under Moderation."
        ),
        Approval.AT_ONCE.value: _(
            "Greetings, thanks, goodbyes and laughter are answered locally as "
            "soon as enough visitors wrote them, with replies that you approve beforehand. "
            "Everything else still waits for a person."
        ),
    }

    teach_from = forms.TypedChoiceField(
        choices=[(1, _("the first time a visitor writes it")), (2, _("the second time"))],
        coerce=int,
        label=_("A phrase may be learned"),
        help_text=_("The second time costs less at the start, and learns rare phrases later."),
    )
    pack_lifetime_seconds = forms.TypedChoiceField(
        coerce=int,
        label=_("Browsers look for changes every"),
        help_text=_(
            "A rule that you approve, change or suspend reaches every open page within this "
            "time. Shorter means more requests from your pages."
        ),
    )

    class Meta:
        model = Tenant
        fields = ("approval", "sightings", "learning", "teach_from", "pack_lifetime_seconds")
        labels = {
            "approval": _("Who approves"),
            "sightings": _("Visitors before a proposal"),
            "learning": _("When the teacher teaches"),
        }
        help_texts = {
            "sightings": _(
                "How many different visitors must have used a phrase before it is "
                "proposed, from 1 to 100."
            ),
        }
        widgets = {"approval": forms.RadioSelect, "learning": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seconds = sorted({*LIFETIMES, self.instance.pack_lifetime_seconds})
        choices = [(each, LIFETIMES.get(each, counted(each, "second"))) for each in seconds]
        self.fields["pack_lifetime_seconds"].choices = choices  # type: ignore[attr-defined]


def currencies() -> list[tuple[str, str]]:
    """Return the currencies that money may be shown in, with their names."""
    return [
        (each.code, f"{each.code}, {currency_name(each.code, each.name)}")
        for each in CURRENCIES.values()
    ]


class RateField(AmountField):
    """An exchange rate: above nothing, and shown without zeros that say nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=8, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        rate: Decimal | None = super().clean(value)
        if rate is not None and rate <= 0:
            raise forms.ValidationError(gettext("Write a rate greater than 0."))
        return rate


class BudgetForm(TenantForm):
    """What the teacher may cost in a month, and in which currency people read what it cost."""

    monthly_budget = AmountField(
        min_value=Decimal(0),
        max_value=MOST_BUDGET,
        decimal_places=2,
        label=_("Monthly budget, USD"),
        help_text=_(
            "No call to the teacher starts that this could not pay for. "
            "When it is used up, visitors read the message below instead of an answer."
        ),
        error_messages={
            "min_value": _("A budget is 0 USD or more."),
            "max_value": format_lazy(
                _("A budget is at most {budget} USD a month."), budget=f"{MOST_BUDGET:,}"
            ),
            "max_decimal_places": _("Write whole cents, for example 20.50."),
            "invalid": _("Write an amount in USD, for example 20 or 20.50."),
        },
    )
    currency = forms.ChoiceField(
        choices=currencies,
        label=_("Show money in"),
        help_text=_(
            "On pages, in reports and in emails. "
            "Calls are paid for in USD, so budgets and receipts stay in it."
        ),
    )
    currency_rate = RateField(
        required=False,
        label=_("For one USD"),
        help_text=_("How many units of that currency, for example 155 for JPY. Empty for USD."),
    )

    class Meta:
        model = Tenant
        fields = ("monthly_budget", "budget_message", "currency", "currency_rate")
        labels = {"budget_message": _("What visitors read then")}
        widgets = {"budget_message": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.currency == USD.code:
            self.initial["currency_rate"] = None
        else:
            budget = self.fields["monthly_budget"]
            shown = writer(rate_of(self.instance))(self.instance.monthly_budget)
            now = gettext("Now %(amount)s at your rate.") % {"amount": shown}
            budget.help_text = f"{now} {budget.help_text}"

    def clean(self) -> dict[str, Any]:
        """The rate belongs to the currency: 1 for USD, and given for every other."""
        cleaned = super().clean() or self.cleaned_data
        code, rate = cleaned.get("currency"), cleaned.get("currency_rate")
        if code == USD.code:
            cleaned["currency_rate"] = Decimal(1)
            if rate not in (None, 1):
                self.add_error("currency_rate", gettext("Leave this empty for USD."))
        elif code and rate is None and "currency_rate" not in self.errors:
            self.add_error(
                "currency_rate",
                gettext("Write how many %(code)s one USD is worth.") % {"code": code},
            )
        return cleaned


class PercentField(AmountField):
    """A share of one, shown and asked for in percent."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, max_digits=4, decimal_places=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value * 100:.1f}".removesuffix(".0") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        percent: Decimal | None = super().clean(value)
        return None if percent is None else percent / 100


def time_zones() -> list[tuple[str, str]]:
    """Return the time zones that this machine knows, UTC first."""
    names = {name for name in available_timezones() if "/" in name and "Etc/" not in name}
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


class MeasuringForm(TenantForm):
    """What is spent on measuring savings and wrong answers, and when a day begins."""

    holdout_share = PercentField(
        most=50,
        label=_("Visitors who always get the teacher, %"),
        help_text=_(
            "The savings report compares the others with them. "
            "With 0 nothing is compared, and the report says so."
        ),
    )
    audit_share = PercentField(
        most=100,
        label=_("Local answers that the teacher checks, %"),
        help_text=_(
            "Afterwards, and unseen by the visitor. A wrong answer counts against its rule."
        ),
    )
    time_zone = forms.ChoiceField(
        choices=time_zones,
        label=_("Time zone"),
        help_text=_(
            "When a day, and with it a month’s budget, begins in your reports. After a "
            "change, the daily figures are counted again within minutes."
        ),
    )

    class Meta:
        model = Tenant
        fields = ("holdout_share", "audit_share", "time_zone")


class LocalhostForm(TenantForm):
    """The explicit switch for pages that a developer's own machine serves."""

    class Meta:
        model = Tenant
        fields = ("localhost_allowed",)
        labels = {"localhost_allowed": _("Also on localhost, on any port, while we build our page")}


class OriginForm(forms.Form):
    """An origin to allow. `services.allow_origin` says in words what is wrong with it."""

    origin = forms.CharField(
        max_length=255,
        label=_("Add an origin"),
        help_text=_(
            "As the address bar shows it, without a path: https://www.example.com. "
            "For all subdomains: https://*.example.com"
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
