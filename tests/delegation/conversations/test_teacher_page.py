"""The page on a tenant's teacher, and the exam that its owner may start."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import CallKind, ExamResult, TeacherCall
from delegation.conversations.services import exams
from delegation.conversations.services.asking import best_asking
from delegation.conversations.services.exam_runs import hold_exam
from delegation.conversations.services.own_teachers import keep_teacher
from delegation.conversations.services.teachers import endpoint_of, teacher
from delegation.domain.teaching.ways import Way
from delegation.teacher import Endpoint
from tenants.models import AuditEntry, Tenant, User
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher
from tests.product import Company


@pytest.fixture(autouse=True)
def connected(settings: Settings) -> None:
    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "https://models.example/v1", "wise-1"


def test_an_owner_sees_the_model_and_that_it_has_no_exam(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    page = client.get("/teacher/").content.decode()
    assert "wise-1" in page
    assert "models.example" in page
    assert "has not taken it yet" in page


def test_it_shows_how_the_newest_exam_went(client: Client, owner: User, tenant: Tenant) -> None:
    rates = ("right_lessons", "false_lessons", "right_awaiting", "obedience")
    figures = dict.fromkeys(rates, 0.83) | {"cases": 157, "p50_seconds": None}
    exams.record_exam(endpoint_of(tenant), passed=False, figures={})
    exams.record_exam(endpoint_of(tenant), passed=True, figures=figures)
    client.force_login(owner)
    page = client.get("/teacher/").content.decode()
    assert "Passed on" in page
    assert "83 %" in page


def test_a_refused_address_is_explained_in_the_readers_language(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    form = {"base_url": "https://models.example/v1#top", "model": "wise-1", "api_key": "sk-own"}
    page = client.post("/teacher/own/", form, headers={"Accept-Language": "de"})
    assert "verwendet werden: sie enthält einen Teil nach #." in page.content.decode()


def own_teacher(tenant: Tenant, owner: User, base_url: str, model: str) -> None:
    """The tenant's own model, as a trial that it passed leaves it."""
    keep_teacher(tenant, Endpoint(tenant.pk, base_url, model, "sk-own"), by=owner)


@pytest.fixture
def own_model(owner: User, tenant: Tenant) -> None:
    own_teacher(tenant, owner, "https://models.shop.example/v1", "wise-1")


def test_an_owner_starts_one_exam_at_a_time(
    client: Client, owner: User, tenant: Tenant, own_model: None
) -> None:
    client.force_login(owner)
    assert "has begun" in client.post("/teacher/examine/", follow=True).content.decode()
    assert AuditEntry.objects.filter(tenant=tenant, action="teacher.exam_requested").count() == 1
    TeacherCall.objects.create(
        tenant=tenant, kind=CallKind.EXAM, model="wise-1", month="2026-01-01", reserved=0
    )
    assert (
        "began a few minutes ago" in client.post("/teacher/examine/", follow=True).content.decode()
    )


def test_an_exam_that_no_worker_hears_of_is_not_recorded(
    client: Client, owner: User, tenant: Tenant, own_model: None, valkey_away: None
) -> None:
    client.force_login(owner)
    page = client.post("/teacher/examine/", follow=True).content.decode()
    assert "could not be started" in page
    assert not AuditEntry.objects.filter(tenant=tenant, action="teacher.exam_requested").exists()


def test_only_an_owner_starts_an_exam(client: Client, moderator: User, tenant: Tenant) -> None:
    client.force_login(moderator)
    assert client.post("/teacher/examine/").status_code == 403
    assert "Let it take the exam" not in client.get("/teacher/").content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/teacher/").status_code == 302


def test_an_exam_is_paid_by_its_tenant(company: Company, settings: Settings) -> None:
    tenant, product = company.tenant, company.product
    settings.TEACHER_EXCEPTIONS = [product.teacher_url.removeprefix("http://")]
    own_teacher(tenant, company.owner, f"{product.teacher_url}/v1", "demo")
    tenant.input_price = tenant.output_price = 1
    tenant.save()
    teacher.cache_clear()
    try:
        result = hold_exam(tenant.pk)
    finally:
        teacher.cache_clear()
    assert result is not None
    assert result.figures["answered"] == result.figures["cases"] > 120
    assert result.figures["false_lessons"] == 0  # a script teaches only what was written into it
    calls = TeacherCall.objects.filter(tenant=tenant, kind=CallKind.EXAM, settled=True)
    assert calls.count() == result.figures["cases"]
    assert all(call.cost for call in calls)


@pytest.fixture
def own_scripted(company: Company, scripted: FaultTeacher, settings: Settings) -> FaultTeacher:
    """The company's own model, which answers as a script says."""
    settings.TEACHER_EXCEPTIONS = [urlsplit(scripted.base_url).netloc]
    own_teacher(company.tenant, company.owner, scripted.base_url, settings.TEACHER_MODEL)
    return scripted


def teacher_page(client: Client, company: Company) -> str:
    client.force_login(company.owner)
    return unescape(client.get("/teacher/").content.decode())


def test_an_exam_without_answers_breaks_off_in_words_and_keeps_the_earlier_result(
    client: Client, company: Company, own_scripted: FaultTeacher
) -> None:
    endpoint = endpoint_of(company.tenant)
    earlier = exams.record_exam(endpoint, passed=True, figures={}, way=Way.RULES)
    own_scripted.state.default = Script("status", "503")
    assert hold_exam(company.tenant.pk) is None
    assert len(own_scripted.calls) < 40  # it does not go on asking a server that is away
    assert exams.newest_exam(endpoint) == earlier
    page = teacher_page(client, company)
    assert "broke off without a result: The teacher's server reports a fault." in page
    assert "An exam is running" not in page


def test_an_exam_that_the_endpoint_refuses_shows_its_own_words(
    client: Client, company: Company, own_scripted: FaultTeacher
) -> None:
    own_scripted.state.default = Script("status", "401")
    assert hold_exam(company.tenant.pk) is None
    page = teacher_page(client, company)
    assert "The teacher does not accept the key. (HTTP 401: scripted refusal)" in page


def test_an_exam_with_too_few_answers_is_no_result(
    client: Client, company: Company, own_scripted: FaultTeacher
) -> None:
    own_scripted.state.default = Script("finish", "length")
    assert hold_exam(company.tenant.pk) is None
    page = teacher_page(client, company)
    assert "Only 0 of 157 messages were answered. The answer was cut" in page


def test_an_exam_that_the_budget_cannot_pay_says_so(
    client: Client, company: Company, own_scripted: FaultTeacher
) -> None:
    Tenant.objects.filter(pk=company.tenant.pk).update(monthly_budget=0)
    assert hold_exam(company.tenant.pk) is None
    page = teacher_page(client, company)
    assert "This month's budget does not pay for the exam." in page


def test_a_running_exam_shows_how_far_it_is(
    as_owner: Client, tenant: Tenant, own_model: None
) -> None:
    as_owner.post("/teacher/examine/")
    assert "about to begin" in as_owner.get("/teacher/").content.decode()
    for _ in range(3):
        TeacherCall.objects.create(
            tenant=tenant, kind=CallKind.EXAM, model="wise-1", month="2026-01-01", reserved=0
        )
    assert "3 questions asked so far, of 157" in as_owner.get("/teacher/").content.decode()
    figures = {"cases": 157}
    exams.record_exam(endpoint_of(tenant), passed=False, figures=figures, way=Way.NONE)
    page = as_owner.get("/teacher/").content.decode()
    assert "asked so far" not in page
    assert "teaches nothing; a larger model may teach" in page


def test_an_exam_whose_worker_died_is_not_running_for_ever(
    as_owner: Client, tenant: Tenant, own_model: None
) -> None:
    as_owner.post("/teacher/examine/")
    long_ago = timezone.now() - timedelta(minutes=11)
    AuditEntry.objects.filter(action="teacher.exam_requested").update(at=long_ago)
    page = as_owner.get("/teacher/").content.decode()
    assert "It stopped before its end" in page
    assert "about to begin" not in page


def test_the_page_shows_every_way_that_was_tried_and_the_marks_apart(
    as_owner: Client, tenant: Tenant
) -> None:
    rates = {"right_lessons": 0.25, "false_lessons": 0.5}
    figures = {"cases": 157, "tried": {"line": rates, "json": rates}}
    figures["marks"] = {"right": 30, "wrong": 4}
    exams.record_exam(endpoint_of(tenant), passed=False, figures=figures, way=Way.NONE)
    page = as_owner.get("/teacher/").content.decode()
    assert "30 right, 0 missing, 4 wrong" in page
    for words in ("One line", "A reply in JSON", "25 %", "50 %"):
        assert words in page
    assert "Rules and examples" not in page


def test_vouching_for_a_model_keeps_how_it_is_best_asked(tenant: Tenant) -> None:
    endpoint = endpoint_of(tenant)
    exams.record_exam(endpoint, passed=False, figures={}, way=Way.EXAMPLES)
    exams.vouch_for(endpoint)
    assert best_asking(endpoint).way is Way.EXAMPLES
    assert exams.may_teach_unread(endpoint)


def test_a_model_is_trusted_by_its_newest_exam_or_by_the_operator(tenant: Tenant) -> None:
    endpoint = endpoint_of(tenant)
    assert not exams.may_teach_unread(endpoint)
    exams.record_exam(endpoint, passed=True, figures={})
    assert exams.may_teach_unread(endpoint)
    exams.record_exam(endpoint, passed=False, figures={})
    assert not exams.may_teach_unread(endpoint)
    exams.vouch_for(endpoint)
    assert exams.may_teach_unread(endpoint)


@pytest.mark.attack(
    "examine the platform's model as an owner, so that everybody trusts or distrusts it",
    "only operators examine it",
)
def test_an_owner_does_not_examine_the_platforms_model(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    assert "Let it take the exam" not in client.get("/teacher/").content.decode()
    page = client.post("/teacher/examine/", follow=True).content.decode()
    assert "examine their model themselves" in page
    assert not AuditEntry.objects.filter(action="teacher.exam_requested").exists()
    assert hold_exam(tenant.pk) is None  # the task of an exam that was asked for before
    assert not TeacherCall.objects.exists()


@pytest.mark.attack(
    "connect the platform's address as a model of one's own and examine that one",
    "an exam counts for the tenant's own model only",
)
@pytest.mark.parametrize("passed", [True, False])
def test_the_exam_of_a_tenants_own_model_counts_for_this_tenant_alone(
    owner: User, tenant: Tenant, other_tenant: Tenant, passed: bool
) -> None:
    platforms = endpoint_of(other_tenant)
    exams.record_exam(platforms, passed=not passed, figures={})
    own_teacher(tenant, owner, platforms.base_url, platforms.model)
    exams.record_exam(endpoint_of(tenant), passed=passed, figures={})
    assert exams.may_teach_unread(endpoint_of(tenant)) is passed
    assert exams.may_teach_unread(endpoint_of(other_tenant)) is not passed
    own_teacher(other_tenant, owner, platforms.base_url, platforms.model)
    assert not exams.may_teach_unread(endpoint_of(other_tenant))  # it has no exam of its own yet
    assert exams.newest_exam(endpoint_of(other_tenant)) is None


def test_an_exam_of_a_former_version_that_an_owner_may_have_started_counts_no_more(
    tenant: Tenant,
) -> None:
    endpoint = endpoint_of(tenant)
    ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=True, way="line"
    )
    assert not exams.may_teach_unread(endpoint)
