"""`manage.py seed_demo`: the tenants and logins of the demo, made once."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from delegation.conversations.services import exams
from delegation.conversations.services.teachers import endpoint_of
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.rules.services.lessons import replies
from tenants import services
from tenants.models import Approval, Role, Tenant, User
from tenants.row_security import as_platform

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed at every start; only a loopback demo has it
OPERATOR = "operator@demo.example"
OWNER = "owner@demo.example"
MODERATOR = "moderator@demo.example"
OUTSIDER = "outsider@demo.example"
PEOPLE = {
    "platform operator": OPERATOR,
    "owner of Wrenfield Tea": OWNER,
    "moderator of Wrenfield Tea": MODERATOR,
    "owner of another company": OUTSIDER,
}
DEMO_MODEL = "demo"
SHOP_PORT = 2  # the shop is the third of the demo's ports
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Makes the demo's people and tenants where they are missing, and prints them as JSON."

    def handle(self, **options: Any) -> None:
        if urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK:
            raise CommandError("The demo's passwords are public: it is for this machine only.")
        with as_platform("the demo's tenants are made together"), transaction.atomic():
            tenant = self._demo_tenant()
            self._outsider()
            self._operator()
            self._trust_demo_teacher(tenant)
            self._allow(tenant, shop_origins(settings.ENV.port + SHOP_PORT))
            site_key = tenant.site_keys.order_by("pk")[0].key
        logins = [
            {"who": who, "email": email, "password": PASSWORD} for who, email in PEOPLE.items()
        ]
        self.stdout.write(json.dumps({"site_key": site_key, "logins": logins}))

    def _demo_tenant(self) -> Tenant:
        owner = User.objects.filter(email=OWNER).first()
        if owner is not None:
            return Tenant.objects.get(memberships__user=owner)
        owner = User.objects.create_user(OWNER, PASSWORD)
        moderator = User.objects.create_user(MODERATOR, PASSWORD)
        tenant = services.create_tenant("Wrenfield Tea", owner=owner)
        services.add_member(tenant, moderator, Role.MODERATOR, by=owner)
        demo = {
            "approval": Approval.AT_ONCE,
            "sightings": 1,  # asked once, learned at once
            "holdout_share": Decimal(0),  # a demo in which nothing is learned would look broken
            "pack_lifetime_seconds": 10,  # so that another browser follows while one watches
            "input_price": Decimal("0.25"),  # the scripted teacher is free; these figures stand in
            "output_price": Decimal("2.00"),
        }
        services.change_settings(tenant, demo, by=owner)
        for language, texts in STARTER_TEXTS.items():
            replies.approve_replies(tenant, texts, language=language, by=owner)
        return tenant

    def _trust_demo_teacher(self, tenant: Tenant) -> None:
        """Every lesson of our own script was written by hand. A real model has to take the exam."""
        if settings.TEACHER_MODEL != DEMO_MODEL:
            return
        endpoint = endpoint_of(tenant)
        if not exams.may_teach_unread(endpoint):
            exams.vouch_for(endpoint)

    def _outsider(self) -> None:
        if not User.objects.filter(email=OUTSIDER).exists():
            outsider = User.objects.create_user(OUTSIDER, PASSWORD)
            services.create_tenant("Outsider Ltd", owner=outsider)

    def _operator(self) -> None:
        if not User.objects.filter(email=OPERATOR).exists():
            User.objects.create_superuser(OPERATOR, PASSWORD)

    def _allow(self, tenant: Tenant, origins: list[str]) -> None:
        known = set(tenant.origins.values_list("origin", flat=True))
        for origin in set(origins) - known:
            services.allow_origin(tenant, origin, by=None)


def shop_origins(port: int) -> list[str]:
    """Both names under which a person on this machine may open the shop."""
    return [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
