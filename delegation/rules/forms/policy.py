"""The policy form: what may go live automatically, and which problems are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.lint.clauses import read
from delegation.domain.lint.problems import IN_WORDS, Problem
from delegation.rules.forms.acts import name_lazily
from delegation.rules.models import Policy
from delegation.rules.models.policy import LONGEST_WORD

MOST_WORDS = 200  # of a tenant's own; each is looked for in every text


class PolicyForm(forms.Form):
    """The fields of a policy; `changes` gives them to the service."""

    at_once = forms.MultipleChoiceField(
        required=False,
        label=_("May go live automatically"),
        choices=[(act.value, name_lazily(act)) for act in CLOSED_ACTS],
        widget=forms.CheckboxSelectMultiple,
    )
    minutes_apart = forms.IntegerField(
        min_value=0,
        max_value=10_080,
        label=_("Minutes between visitors"),
        help_text=_(
            "Only visitors from different networks, at least this many minutes apart, count "
            "as different. This stops one person from teaching a phrase with many browsers."
        ),
    )
    own_words = forms.CharField(
        required=False,
        label=_("Reserved words"),
        help_text=_(
            "One per line, such as product names. A rule that contains one waits for a "
            "person. “acme*” also covers longer words that start with acme."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    exempt = forms.MultipleChoiceField(
        required=False,
        label=_("Hidden problems"),
        help_text=_("Moderators do not see these. Rules that have one still wait for a person."),
        choices=[(problem.value, _(IN_WORDS[problem])) for problem in Problem],
        widget=forms.CheckboxSelectMultiple,
    )
    complaints_limit = forms.IntegerField(
        min_value=1,
        max_value=1000,
        label=_("Complaints that suspend a rule"),
        help_text=_(
            "When this many visitors ask for the assistant after a rule's reply, browsers "
            "stop using the rule until you have looked at it."
        ),
    )

    daily_mail = forms.BooleanField(
        required=False, label=_("Send moderators one email a day while there are new proposals")
    )

    @classmethod
    def showing(cls, policy: Policy, *, daily_mail: bool) -> "PolicyForm":
        """The form of a policy as it is now."""
        names = ("at_once", "minutes_apart", "exempt", "complaints_limit")
        values = {name: getattr(policy, name) for name in names}
        words = "\n".join(policy.own_words)
        return cls(initial={**values, "own_words": words, "daily_mail": daily_mail})

    def clean_own_words(self) -> list[str]:
        lines = dict.fromkeys(line.strip() for line in self.cleaned_data["own_words"].splitlines())
        words = [line for line in lines if line]
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(
                gettext("List at most %(most_words)s words.") % {"most_words": MOST_WORDS}
            )
        for word in words:
            if len(word) > LONGEST_WORD:
                raise forms.ValidationError(
                    gettext("“%(word)s…” is longer than %(longest_word)s characters.")
                    % {"word": word[:20], "longest_word": LONGEST_WORD}
                )
            if not read(word.strip("=*")).words:
                raise forms.ValidationError(
                    gettext("“%(word)s” contains no letters or digits.") % {"word": word}
                )
        return words

    def changes(self) -> dict[str, Any]:
        """The fields of the policy itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "daily_mail"}
