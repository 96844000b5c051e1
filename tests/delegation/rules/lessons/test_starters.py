"""Rules to start from: read first, approved like any rule, then answered by browsers."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from delegation.domain.approval.starter_packs import STARTER_ACTS, STARTER_LANGUAGES, starter_pack
from delegation.domain.lint.check import find_problems
from delegation.domain.packs.compiling import load_pack
from delegation.domain.packs.matching import decide
from delegation.domain.words import Act
from delegation.rules.models import UNDECIDED, Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation, undo
from delegation.rules.services.lessons.starters import approve_starter_pack
from tenants.models import AuditEntry, Tenant, User

pytestmark = pytest.mark.django_db
WORDS = {"greeting": "Hello!", "thanks": "Any time!", "farewell": ""}


def page(client: Client, **query: str) -> str:
    return client.get(reverse("starter_pack"), query).content.decode()


@pytest.mark.parametrize("language", STARTER_LANGUAGES)
def test_no_lint_minds_a_starter_rule(language: str) -> None:
    for rule in starter_pack(language):
        for phrase in (*rule.written, *rule.phrases):
            assert find_problems(phrase, rule.response) == []


def test_there_are_ten_languages_and_three_acts() -> None:
    assert len(STARTER_LANGUAGES) >= 10
    assert STARTER_ACTS == (Act.GREETING, Act.THANKS, Act.FAREWELL)


def test_nothing_is_live_before_it_is_approved(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)
    assert "good morning" in page(client)
    assert "доброе утро" in page(client, language="ru")
    assert not Rule.objects.filter(tenant=tenant).exists()


def test_the_owner_approves_in_words_of_their_own(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)

    told = client.post(reverse("starter_pack"), WORDS, follow=True).content.decode()

    assert "Live: greeting, thanks." in told
    live = Rule.objects.filter(tenant=tenant, state=RuleState.LIVE).order_by("act")
    assert [(rule.act, rule.response) for rule in live] == [
        ("greeting", "Hello!"),
        ("thanks", "Any time!"),
    ]
    assert (
        AuditEntry.objects.filter(tenant=tenant, action="rule.approved", actor=owner).count() == 2
    )
    pack = Pack.objects.filter(tenant=tenant).latest("version")
    answers = load_pack(json.loads(pack.body))
    assert decide(answers, "Thank you!!", "nothing", now=0).response == "Any time!"
    assert decide(answers, "bye", "nothing", now=0).response is None


@pytest.mark.parametrize("language", STARTER_LANGUAGES)
def test_a_pack_of_every_language_answers_its_own_phrases(
    tenant: Tenant, owner: User, language: str
) -> None:
    rules = starter_pack(language)
    responses = {rule.act: rule.response for rule in rules}
    approve_starter_pack(tenant, language, responses, by=owner)
    pack = load_pack(json.loads(Pack.objects.filter(tenant=tenant).latest("version").body))
    for rule in rules:
        for phrase in rule.written:
            assert decide(pack, phrase, "nothing", now=0).response == rule.response, phrase
            assert decide(pack, phrase, "confirm", now=0).response is None


def test_the_page_stays_in_the_language_that_was_approved(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    spanish = reverse("starter_pack") + "?language=es"
    answer = client.post(spanish, {"thanks": "¡De nada!"}, follow=True)
    assert answer.redirect_chain[-1][0] == spanish
    assert answer.context["language"] == "es"


def test_it_names_the_rules_in_the_readers_language(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    german = {"Accept-Language": "de"}
    told = client.post(reverse("starter_pack"), WORDS, headers=german, follow=True)
    assert "Begrüßung, Dank" in told.content.decode()


def test_approving_it_twice_changes_nothing(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)
    for _ in range(2):
        told = client.post(reverse("starter_pack"), WORDS, follow=True).content.decode()
    assert "Greeting was not changed. It is already live." in told
    versions = Rule.objects.filter(tenant=tenant).values_list("version", flat=True)
    assert set(versions) == {1}


def test_what_people_decided_about_a_starter_rule_stays(tenant: Tenant, owner: User) -> None:
    responses = {Act.GREETING: "Hello!", Act.THANKS: "Any time!", Act.FAREWELL: "Bye!"}
    started = approve_starter_pack(tenant, "en", responses, by=owner)
    greeting, thanks, farewell = started.live
    moderation.suspend_rule(greeting, by=owner, reason="No.")
    moderation.retire_rule(thanks, by=owner, reason="No.")
    Rule.objects.filter(pk=farewell.pk).update(state=RuleState.REJECTED)

    again = approve_starter_pack(tenant, "en", responses, by=owner)

    assert again.live == []
    assert again.skipped == {
        Act.GREETING: "It is suspended.",
        Act.THANKS: "It is retired.",
        Act.FAREWELL: "It is rejected.",
    }
    assert not Rule.objects.filter(tenant=tenant, state=RuleState.LIVE).exists()


def test_a_phrase_that_a_live_rule_answers_is_left_to_it(tenant: Tenant, owner: User) -> None:
    mine = Rule.objects.create(tenant=tenant, phrase="hello", act="farewell", response="Bye")
    moderation.approve_rule(mine, by=owner)
    started = approve_starter_pack(tenant, "en", {Act.GREETING: "Hello!"}, by=owner)
    assert started.live == []
    assert "Another live rule" in started.skipped[Act.GREETING]


def test_a_viewer_reads_and_approves_nothing(client: Client, viewer: User, tenant: Tenant) -> None:
    client.force_login(viewer)
    assert "Approve these rules" not in page(client)
    assert client.post(reverse("starter_pack"), WORDS).status_code == 403
    assert not Rule.objects.filter(tenant=tenant).exists()


def test_a_starter_rule_that_is_taken_back_waits_with_its_words(
    tenant: Tenant, owner: User
) -> None:
    (live,) = approve_starter_pack(tenant, "en", {Act.THANKS: "Any time!"}, by=owner).live
    undo.undo(tenant, undo.last_batch(tenant, owner)[0].batch, by=owner)
    rule = Rule.objects.get(pk=live.pk)
    assert rule.state in UNDECIDED
    assert (rule.response, rule.language) == ("Any time!", "en")
    assert rule.variants == live.variants != []


def test_a_proposal_that_a_starter_rule_takes_over_gets_its_language(
    tenant: Tenant, owner: User
) -> None:
    (starter,) = [rule for rule in starter_pack("es") if rule.act == Act.THANKS]
    phrase = starter.phrases[0]
    Rule.objects.create(tenant=tenant, phrase=phrase, act="thanks", response="?", language="en")
    (live,) = approve_starter_pack(tenant, "es", {Act.THANKS: "¡De nada!"}, by=owner).live
    assert (live.language, live.response) == ("es", "¡De nada!")
