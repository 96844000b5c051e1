"""The moderators' site: who sees what, who decides, and that nobody is overruled unawares."""

import re
from pathlib import Path

import pytest
from django.contrib.admin.utils import label_for_field
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import translation

from delegation.rules.admin.site import moderation_site
from delegation.rules.models import Lesson, Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.desk.making import (
    QUEUE,
    decide,
    decide_many,
    page_of,
    propose,
    state_of,
)
from tests.pseudo import LANGUAGE, write_pseudo_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(tenant: Tenant) -> Rule:
    return propose(tenant)


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def test_the_queue_shows_proposals_first(desk: Client, tenant: Tenant, rule: Rule) -> None:
    propose(tenant, "bye", "farewell")
    Rule.objects.create(tenant=tenant, phrase="hi", act="greeting", response="Hi", state="live")

    proposals = desk.get(reverse(QUEUE)).content.decode()
    live = desk.get(reverse(QUEUE), {"state": "live"}).content.decode()

    assert ">thx</a>" in proposals
    assert ">bye</a>" in proposals
    assert ">hi</a>" not in proposals
    assert ">hi</a>" in live


def test_the_queue_can_be_narrowed_by_act_and_searched(
    desk: Client, tenant: Tenant, rule: Rule
) -> None:
    propose(tenant, "bye", "farewell")

    for narrowed in ({"act__exact": "thanks"}, {"q": "thx"}):
        page = desk.get(reverse(QUEUE), narrowed).content.decode()
        assert ">thx</a>" in page
        assert ">bye</a>" not in page


def test_a_rules_page_shows_what_it_rests_on(desk: Client, rule: Rule) -> None:
    page = desk.get(page_of(rule)).content.decode()

    assert "thx!!" in page
    assert "The teacher&#x27;s words" in page
    assert "3 <small>from " in page


def test_a_moderator_approves_with_edits_and_browsers_get_them(desk: Client, rule: Rule) -> None:
    page = decide(
        desk,
        rule,
        "approve",
        response="You're welcome!",
        variants="thanks\n ty ",
        states=["nothing", "confirm"],
    )

    assert state_of(rule) == RuleState.LIVE
    assert rule.response == "You're welcome!"
    assert rule.variants == ["thanks", "ty"]
    assert sorted(rule.states) == ["confirm", "nothing"]
    assert "You're welcome!" in Pack.objects.filter(tenant=rule.tenant)[0].body
    assert "approved." in page


def test_every_decision_names_who_took_it(desk: Client, rule: Rule, moderator: User) -> None:
    decide(desk, rule, "reject", reason="It may accept an offer.")

    assert state_of(rule) == RuleState.REJECTED
    entry = AuditEntry.objects.get(tenant=rule.tenant, action="rule.rejected")
    assert (entry.actor, entry.details["reason"]) == (moderator, "It may accept an offer.")
    history = desk.get(page_of(rule)).content.decode()
    assert "It may accept an offer." in history
    assert moderator.email in history


@pytest.mark.parametrize(("decision", "state"), [("suspend", "suspended"), ("retire", "retired")])
def test_a_live_rule_is_taken_back_and_leaves_the_pack(
    desk: Client, rule: Rule, moderator: User, decision: str, state: str
) -> None:
    rule = moderation.approve_rule(rule, by=moderator)

    decide(desk, rule, decision, reason="Visitors complain.")

    assert state_of(rule) == state
    assert "thx" not in Pack.objects.filter(tenant=rule.tenant)[0].body


def test_a_live_rule_is_edited_as_a_new_version(desk: Client, rule: Rule, moderator: User) -> None:
    rule = moderation.approve_rule(rule, by=moderator)

    decide(desk, rule, "edit", response="Any time!")

    assert state_of(rule) == RuleState.LIVE
    assert (rule.version, rule.response) == (2, "Any time!")


@pytest.mark.parametrize("decision", ["reject", "suspend", "retire"])
def test_taking_away_needs_a_reason(desk: Client, rule: Rule, decision: str) -> None:
    before = rule.state

    page = decide(desk, rule, decision, response="An edit that must not be lost")

    assert f"Write a reason to {decision} this rule." in page
    assert "An edit that must not be lost" in page
    assert state_of(rule) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"response": " "}, "This field is required."),
        (
            {"variants": "thanks\n\ue000"},
            "No message can match these, because they have no word or are too long: “\ue000”.",
        ),
        ({"states": []}, "Choose at least one situation in which the rule answers."),
        ({"states": ["unknown"]}, "unknown is not one of the available choices"),
    ],
)
def test_it_says_in_words_what_is_wrong_with_an_edit(
    desk: Client, rule: Rule, changes: dict[str, object], words: str
) -> None:
    assert words in decide(desk, rule, "approve", **changes)
    assert state_of(rule) == RuleState.PROPOSED


def test_a_second_live_rule_for_a_phrase_is_refused_in_words(
    desk: Client, rule: Rule, moderator: User
) -> None:
    other = propose(rule.tenant, "thx", "acknowledgement")
    moderation.approve_rule(rule, by=moderator)

    assert "Another live rule already answers this phrase" in decide(desk, other, "approve")
    assert state_of(other) == RuleState.PROPOSED


def test_the_second_moderator_is_told_who_decided_first(
    desk: Client, rule: Rule, owner: User
) -> None:
    moderation.reject_rule(Rule.objects.get(pk=rule.pk), by=owner, reason="No.")

    page = decide(desk, rule, "approve")  # on a page that still shows the proposal

    assert f"{owner.email} decided about" in page
    assert state_of(rule) == RuleState.REJECTED


def test_an_edit_made_on_an_older_version_overwrites_nothing(
    desk: Client, rule: Rule, owner: User
) -> None:
    seen = moderation.approve_rule(rule, by=owner)
    moderation.edit_live_rule(Rule.objects.get(pk=rule.pk), by=owner, response="Newer")

    page = decide(desk, seen, "edit", response="Older")

    assert f"{owner.email} decided about" in page
    rule.refresh_from_db()
    assert rule.response == "Newer"


def test_many_are_decided_at_once_and_each_lost_race_is_told(
    desk: Client, tenant: Tenant, owner: User
) -> None:
    rules = [propose(tenant, phrase) for phrase in ("thx", "thanks", "cheers")]
    moderation.reject_rule(Rule.objects.get(pk=rules[2].pk), by=owner, reason="No.")

    page = decide_many(desk, rules, "approve")

    assert "2 rules are approved." in page
    assert f"{owner.email} decided about" in page
    assert [state_of(rule) for rule in rules] == ["live", "live", "rejected"]


def test_many_are_rejected_only_with_a_reason(desk: Client, rule: Rule) -> None:
    assert "Write a reason to reject rules." in decide_many(desk, [rule], "reject")
    assert state_of(rule) == RuleState.PROPOSED

    assert "“thx” (thanks) is rejected." in decide_many(
        desk, [rule], "reject", reason="Not small talk."
    )
    assert state_of(rule) == RuleState.REJECTED


def test_a_decision_of_another_list_is_not_offered(desk: Client, rule: Rule) -> None:
    decide_many(desk, [rule], "suspend", reason="Forged.")

    assert state_of(rule) == RuleState.PROPOSED


def test_a_viewer_looks_and_decides_nothing(client: Client, viewer: User, rule: Rule) -> None:
    client.force_login(viewer)

    assert ">thx</a>" in client.get(reverse(QUEUE)).content.decode()
    page = client.get(page_of(rule)).content.decode()
    assert 'name="decision"' not in page
    assert "You can read this rule" in decide(client, rule, "approve")
    decide_many(client, [rule], "approve")
    assert state_of(rule) == RuleState.PROPOSED


def test_the_audit_log_is_for_owners(
    client: Client, owner: User, moderator: User, tenant: Tenant
) -> None:
    log = reverse("moderation:tenants_auditentry_changelist")

    client.force_login(owner)
    assert "tenant.created" in client.get(log).content.decode()
    client.force_login(moderator)
    assert client.get(log).status_code == 403


@pytest.fixture
def as_outsider(client: Client, outsider: User, other_tenant: Tenant) -> Client:
    client.force_login(outsider)
    return client


def rows_of(rule: Rule, by: User) -> dict[str, int]:
    """One row of every model on the site, all of the rule's tenant."""
    moderation.approve_rule(rule, by=by)
    return {
        "rules_rule": rule.pk,
        "rules_lesson": Lesson.objects.get(rule=rule).pk,
        "rules_pack": Pack.objects.filter(tenant=rule.tenant)[0].pk,
        "tenants_auditentry": AuditEntry.objects.filter(tenant=rule.tenant)[0].pk,
    }


def test_it_hides_every_row_from_another_tenant(
    as_outsider: Client, rule: Rule, owner: User
) -> None:
    for name, pk in rows_of(rule, owner).items():
        listed = as_outsider.get(
            reverse(f"moderation:{name}_changelist"),
            {"state": "all"} if name == "rules_rule" else {},
        ).content.decode()
        assert f"/{pk}/change/" not in listed, name
        for view in ("change", "history", "delete"):
            url = reverse(f"moderation:{name}_{view}", args=[pk])
            assert as_outsider.get(url).status_code == 404, url
            assert as_outsider.post(url).status_code == 404, url
        assert as_outsider.get(reverse(f"moderation:{name}_add")).status_code == 403


def test_it_decides_nothing_for_another_tenant(as_outsider: Client, rule: Rule) -> None:
    decide(as_outsider, rule, "approve")
    decide_many(as_outsider, [rule], "approve")

    assert state_of(rule) == RuleState.PROPOSED


@pytest.mark.parametrize(
    "lookup",
    ["tenant__id", "tenant__name__startswith", "decided_by__email", "response__startswith"],
)
def test_it_answers_no_look_up_that_is_not_on_the_page(desk: Client, lookup: str) -> None:
    assert desk.get(reverse(QUEUE), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize("object_id", ["0", "999999999", "abc", "1_2F2", "-1"])
def test_a_missing_or_malformed_id_is_not_found(
    desk: Client, tenant: Tenant, object_id: str
) -> None:
    for name in ("rules_rule", "rules_lesson", "rules_pack"):
        url = f"{reverse(f'moderation:{name}_changelist')}{object_id}/change/"
        assert desk.get(url).status_code == 404, url


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, rule: Rule) -> None:
    answer = client.get(page_of(rule), follow=True)

    assert answer.request["PATH_INFO"] == reverse("account_login")
    assert page_of(rule) in answer.request["QUERY_STRING"].replace("%2F", "/")


def test_a_person_without_a_workspace_does_not_get_in(client: Client, outsider: User) -> None:
    client.force_login(outsider)

    answer = client.get(reverse(QUEUE), follow=True)

    assert answer.status_code == 403


def test_the_site_knows_no_auth_models_and_no_look_ups_across_tenants() -> None:
    assert {model.__name__ for model in moderation_site._registry} == {
        "Rule",
        "Lesson",
        "Pack",
        "AuditEntry",
    }
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert "moderation:autocomplete" not in names
    urls = [str(getattr(url, "pattern", "")) for url in moderation_site.get_urls()]
    assert not [url for url in urls if url.startswith(("autocomplete", "r/", "password_change"))]


def test_lessons_and_packs_are_never_edited(desk: Client, rule: Rule, owner: User) -> None:
    rows = rows_of(rule, owner)

    for name, refused in (("rules_lesson", 403), ("rules_pack", 422)):
        url = reverse(f"moderation:{name}_change", args=[rows[name]])
        page = desk.get(url)
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert desk.post(url, {"query": "changed", "version": 9}).status_code == refused
    assert Lesson.objects.get(pk=rows["rules_lesson"]).query == "thx!!"
    assert Pack.objects.get(pk=rows["rules_pack"]).version == 1


def test_a_form_that_saw_no_known_state_decides_nothing(desk: Client, rule: Rule) -> None:
    page = decide(desk, rule, "approve", seen_state="foo")
    assert "Nothing has been decided yet." in page
    assert state_of(rule) == RuleState.PROPOSED


def test_a_list_of_no_known_state_shows_proposals_and_decides_them(
    desk: Client, rule: Rule
) -> None:
    assert ">thx</a>" in desk.get(reverse(QUEUE), {"state": "foo"}).content.decode()
    moderated = Rule.objects.create(
        tenant=rule.tenant, phrase="ty", act="thanks", response="Sure", state=RuleState.REJECTED
    )
    form = {"action": "approve", "index": "0", "_selected_action": [rule.pk, moderated.pk]}
    answer = desk.post(f"{reverse(QUEUE)}?state=foo", form, follow=True)
    assert "“thx” (thanks) is approved." in answer.content.decode()
    assert (state_of(rule), state_of(moderated)) == (RuleState.LIVE, RuleState.REJECTED)


def test_every_column_and_field_of_the_desk_has_a_name_in_other_languages(tmp_path: Path) -> None:
    write_pseudo_catalogue(tmp_path)
    with (
        override_settings(LOCALE_PATHS=[tmp_path], LANGUAGES=[(LANGUAGE, "Pseudo")]),
        translation.override(LANGUAGE),
    ):
        names = {
            f"{model.__name__}.{field}": str(label_for_field(field, model, page))
            for model, page in moderation_site._registry.items()
            for field in {*page.list_display, *(page.fields or ())}
        }
    assert len(names) > 20
    assert {field: name for field, name in names.items() if re.search("[A-Za-z]", name)} == {}
