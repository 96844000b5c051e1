"""`manage.py seed_demo`: the tenants, logins and simulated history of the demo, made once."""

import json
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from delegation.conversations.models import Conversation
from delegation.conversations.services import exams
from delegation.conversations.services.teachers import endpoint_of
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.embedded.history.month import SIMULATED, People, is_made, make_history
from delegation.rules.services.lessons import replies
from tenants import services
from tenants.models import Approval, Role, Tenant, User
from tenants.row_security import as_platform
from tenants.services.leaving import delete_tenant

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed at every start; only a loopback demo has it
OPERATOR = "operator@demo.example"
OWNER = "owner@demo.example"
MODERATOR = "moderator@demo.example"
OUTSIDER = "outsider@demo.example"
PEOPLE = {
    "platform operator": OPERATOR,
    "owner of Wrenfield Tea": OWNER,
    "moderator of Wrenfield Tea": MODERATOR,
    "owner of a new, empty company": OUTSIDER,
}
COMPANY = "Wrenfield Tea (simulated)"  # so that no page of it can be taken for real figures
DEMO_MODEL = "demo"
SHOP_PORT = 2  # the shop is the third of the demo's ports
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


LIVE: dict[str, Any] = {
    "approval": Approval.AT_ONCE,
    "sightings": 1,  # asked once, learned at once
    "holdout_share": Decimal(0),  # a demo in which nothing is learned would look broken
}
"""How the workspace goes on after its simulated month."""


class Command(BaseCommand):
    help = "Makes the demo's people and tenants where they are missing, and prints them as JSON."

    def handle(self, **options: Any) -> None:
        if urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK:
            raise CommandError("The demo's passwords are public: it is for this machine only.")
        with as_platform("the demo's tenants are made together"):
            with transaction.atomic():
                people = People(_person(OWNER), _person(MODERATOR))
                self._outsider()
                self._operator()
                tenant = self._demo_tenant(people)
                self._trust_demo_teacher(tenant)
            if settings.TEACHER_MODEL == DEMO_MODEL and _may_be_simulated(tenant):
                tenant = self._with_history(tenant, people)
            with transaction.atomic():
                self._allow(tenant, shop_origins(settings.ENV.port + SHOP_PORT))
            site_key = tenant.site_keys.order_by("pk")[0].key
        logins = [
            {"who": who, "email": email, "password": PASSWORD} for who, email in PEOPLE.items()
        ]
        self.stdout.write(json.dumps({"site_key": site_key, "logins": logins}))

    def _demo_tenant(self, people: People) -> Tenant:
        tenant = Tenant.objects.filter(memberships__user=people.owner).first()
        if tenant is None:
            tenant = _new_tenant(people)
            _go_live(tenant, people)
        return tenant

    def _with_history(self, tenant: Tenant, people: People) -> Tenant:
        """A month of simulated visitors; a workspace whose month was interrupted begins again."""
        if tenant.escalations.exists():
            delete_tenant(tenant, by=None)
            with transaction.atomic():
                tenant = _new_tenant(people)
        make_history(tenant, people, now=timezone.now())
        with transaction.atomic():
            tenant = Tenant.objects.get(pk=tenant.pk)
            _go_live(tenant, people)
        return tenant

    def _trust_demo_teacher(self, tenant: Tenant) -> None:
        """Every lesson of our own script was written by hand. A real model has to take the exam."""
        if settings.TEACHER_MODEL != DEMO_MODEL:
            return
        endpoint = endpoint_of(tenant)
        if not exams.may_teach_unread(endpoint):
            exams.vouch_for(endpoint)

    def _outsider(self) -> None:
        outsider = _person(OUTSIDER)
        if not Tenant.objects.filter(memberships__user=outsider).exists():
            services.create_tenant("Outsider Ltd", owner=outsider)

    def _operator(self) -> None:
        if not User.objects.filter(email=OPERATOR).exists():
            _with_password(User.objects.create_superuser(OPERATOR, None))

    def _allow(self, tenant: Tenant, origins: list[str]) -> None:
        known = set(tenant.origins.values_list("origin", flat=True))
        for origin in set(origins) - known:
            services.allow_origin(tenant, origin, by=None)


def _person(email: str) -> User:
    """The person with this address, made where missing; the address counts as confirmed."""
    return User.objects.filter(email=email).first() or _confirmed(
        _with_password(User.objects.create_user(email, None))
    )


def _with_password(user: User) -> User:
    """Give the person the demo's password, which all have: it is slow to hash, by intent."""
    user.password = _hashed_password()
    user.save(update_fields=["password"])
    return user


@cache
def _hashed_password() -> str:
    return make_password(PASSWORD)


def _confirmed(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _new_tenant(people: People) -> Tenant:
    tenant = services.create_tenant(COMPANY, owner=people.owner)
    services.add_member(tenant, people.moderator, Role.MODERATOR, by=people.owner)
    demo = {
        "assistant_name": "Wrenfield Tea",
        "instructions": "You answer for Wrenfield Tea, which sells tea in small lots. Be brief.",
        "greeting": "Hello! Ask me about our teas, or order some.",
        "pack_lifetime_seconds": 10,  # so that another browser follows while one watches
        "input_price": Decimal("0.25"),  # the scripted teacher is free; these figures stand in
        "output_price": Decimal("2.00"),
    }
    services.change_settings(tenant, demo, by=people.owner)
    return tenant


def _go_live(tenant: Tenant, people: People) -> None:
    """What a newcomer tries is learned at once, in words that the owner approved."""
    services.change_settings(tenant, LIVE, by=people.owner)
    services.settle_approval(tenant, by=people.owner)
    for language, texts in STARTER_TEXTS.items():
        replies.approve_replies(tenant, texts, language=language, by=people.owner)


def _may_be_simulated(tenant: Tenant) -> bool:
    """Whether its history is missing or was interrupted, and no person has used it."""
    talks = Conversation.objects.filter(tenant=tenant).exclude(visitor__startswith=SIMULATED)
    return not is_made(tenant) and not talks.exists()


def shop_origins(port: int) -> list[str]:
    """Both names under which a person on this machine may open the shop."""
    return [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
