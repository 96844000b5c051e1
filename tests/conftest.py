"""The fixed cast of every test: one tenant's people, and the outsider, who must see nothing."""

import os
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from celery import current_app
from django.contrib.auth import base_user, hashers
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings
from kombu import Connection
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from tenants import services
from tenants.models import Role, SiteKey, Tenant, User
from tenants.row_security import scope
from tests.one_login import use_one_login

pytest_plugins = ["tests.product", "tests.attacks"]

# Playwright keeps an event loop in the thread of its tests, where Django would not query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The machine may be busy: how long an example takes says nothing about the code.
settings.register_profile(
    "untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

use_one_login()

PASSWORD = "correct horse battery"  # everybody's
SHOP = "https://shop.example"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run what takes minutes")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The run's own database, migrated by the role that owns it and used by the other one."""
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        yield


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, settings: Settings) -> None:
    """A slow hash per person would be most of a run. The product's own processes keep theirs."""
    if "product" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def passwords_hashed_once() -> Iterator[None]:
    """People of many tests have the same password: its slow hash is made once for all of them."""

    @lru_cache(maxsize=32)
    def hash_once(password: str, _algorithm: str) -> str:
        return hashers.make_password(password)

    def make(password: str | None) -> str:
        if password is None:
            return hashers.make_password(None)
        return hash_once(password, hashers.get_hasher().algorithm)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base_user, "make_password", make)
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """Every test's client starts the middleware again, and no test adds a static file."""
    find = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[str, Any] = {}

    def find_once(middleware: WhiteNoiseMiddleware) -> None:
        if not known:
            find(middleware)
            known.update(middleware.files)
        middleware.files.update(known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def ample_allowances() -> Iterator[None]:
    """Tests of budgets spend freely; those of the operators' ceilings set their own."""
    ample, whole = Decimal(1_000_000), Decimal(1)
    with override_settings(
        TRIAL_ALLOWANCE=ample, PLATFORM_ALLOWANCE=ample, NETWORK_SHARE=whole, HOUR_SHARE=whole
    ):
        yield


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest, settings: Settings) -> None:
    """The sign-ins of one test must not count towards the limits that another one meets."""
    if "product" not in request.fixturenames:
        ours = settings.CACHES["default"] | {"KEY_PREFIX": f"cache-{uuid.uuid4()}"}
        settings.CACHES = settings.CACHES | {"default": ours}


@pytest.fixture(autouse=True, scope="session")
def signing_in_shows_who_it_is() -> Iterator[None]:
    """A test's `force_login` leaves in the session what typing the password leaves there."""

    def record(request: HttpRequest, user: User, **_: object) -> None:
        record_authentication(request, user, method="password")

    user_logged_in.connect(record)
    yield
    user_logged_in.disconnect(record)


@pytest.fixture
def valkey_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing answers where Valkey should be: neither for us nor for Celery."""
    settings.REDIS_URL = nowhere = "redis://127.0.0.1:1/0"
    settings.REDIS_EVENTS_URL = settings.REDIS_CACHE_URL = ""
    monkeypatch.setattr(current_app, "connection_for_write", lambda: Connection(nowhere))
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.fixture(autouse=True, scope="session")
def every_tenant() -> Iterator[None]:
    """Tests, and their threads, arrange and look at the rows of several tenants.

    Requests begin with nobody's all the same, and so do the product's own processes.
    """
    everything = scope.Scope(platform=True, why="a test looks at everything")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scope, "_scope", ContextVar("tests", default=everything))
        yield


def make_user(email: str) -> User:
    return User.objects.create_user(email, PASSWORD)


@pytest.fixture
def owner(db: None) -> User:
    return make_user("owner@shop.example")


@pytest.fixture
def tenant(owner: User) -> Tenant:
    tenant = services.create_tenant("Shop", owner=owner)
    # One visitor in fifty would be in the holdout, and tests want every visitor answered locally.
    tenant.holdout_share = Decimal(0)
    tenant.save(update_fields=["holdout_share"])
    services.allow_origin(tenant, SHOP, by=owner)
    return tenant


@pytest.fixture
def site_key(tenant: Tenant) -> SiteKey:
    return tenant.site_keys.get()


@pytest.fixture
def as_owner(client: Client, owner: User, tenant: Tenant) -> Client:
    """The owner's browser, signed in."""
    client.force_login(owner)
    return client


@pytest.fixture
def moderator(tenant: Tenant, owner: User) -> User:
    user = make_user("moderator@shop.example")
    services.add_member(tenant, user, Role.MODERATOR, by=owner)
    return user


@pytest.fixture
def viewer(tenant: Tenant, owner: User) -> User:
    user = make_user("viewer@shop.example")
    services.add_member(tenant, user, Role.VIEWER, by=owner)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    return make_user("outsider@elsewhere.example")


@pytest.fixture
def other_tenant(outsider: User) -> Tenant:
    return services.create_tenant("Elsewhere", owner=outsider)
