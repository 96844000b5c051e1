"""What may go live without a person, and what the lint hears."""

from typing import Any

from django import forms

from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.lint.clauses import read
from delegation.domain.lint.problems import IN_WORDS, Problem
from delegation.domain.words import ACT_WORDS
from delegation.rules.models import Policy
from delegation.rules.models.policy import LONGEST_WORD

MOST_WORDS = 200  # of a tenant's own; each is looked for in every text
ACT_EXAMPLES = {
    act.value: " ".join(filter(None, (f"{words.examples}.", words.caution)))
    for act, words in ACT_WORDS.items()
}


class PolicyForm(forms.Form):
    """The fields of a policy; `changes` gives them to the service."""

    at_once = forms.MultipleChoiceField(
        required=False,
        label="Goes live at once",
        choices=[(act.value, act.value.capitalize()) for act in CLOSED_ACTS],
        widget=forms.CheckboxSelectMultiple,
    )
    minutes_apart = forms.IntegerField(
        min_value=0,
        max_value=10_080,
        label="Minutes between visitors",
        help_text="Visitors count towards going live at once only if they come from different "
        "networks and this far apart. One stranger with many addresses counts slowly.",
    )
    own_words = forms.CharField(
        required=False,
        label="Words of your own",
        help_text="One a line, such as names of products. A rule that holds one waits for a "
        "person and says so. “acme*” counts with any ending.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    exempt = forms.MultipleChoiceField(
        required=False,
        label="Problems not to show",
        help_text="They leave the moderators' desk. They still keep rules from going live unread.",
        choices=[(problem.value, IN_WORDS[problem]) for problem in Problem],
        widget=forms.CheckboxSelectMultiple,
    )
    complaints_limit = forms.IntegerField(
        min_value=1,
        max_value=1000,
        label="Complaints that suspend a rule",
        help_text="So many visitors who asked for the assistant instead of a rule's reply take "
        "that version of it out of the pack until you have looked at it.",
    )

    daily_mail = forms.BooleanField(
        required=False, label="One e-mail a day to all moderators while new proposals wait"
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
            raise forms.ValidationError(f"At most {MOST_WORDS} words.")
        for word in words:
            if len(word) > LONGEST_WORD:
                raise forms.ValidationError(f"“{word[:20]}…” is longer than {LONGEST_WORD} signs.")
            if not read(word.strip("=*")).words:
                raise forms.ValidationError(f"“{word}” holds no word.")
        return words

    def changes(self) -> dict[str, Any]:
        """The fields of the policy itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "daily_mail"}
