"""The companies of the benchmark: one with a dribbling model and slow webhooks, and one plain."""

import subprocess
import sys
from dataclasses import dataclass

from tests.benchmarks.latency.__main__ import ORIGIN, Place

EMAIL, PASSWORD = "member@load.example", "correct horse battery"

LAY_OUT = """
from allauth.account.models import EmailAddress
from delegation.conversations.services.own_teachers import keep_teacher
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import webhooks
from delegation.savings.services.uploads import take_upload
from delegation.teacher import Endpoint
from tenants import services
from tenants.models import User
from tenants.row_security import acting_for
def found(name, email, password):
    owner = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=owner, email=email, verified=True, primary=True)
    tenant = services.create_tenant(name, owner=owner)
    with acting_for(tenant.pk):
        services.allow_origin(tenant, "{origin}", by=owner)
        tenant.monthly_budget, tenant.allowance = 10**6, 10**6
        tenant.input_price = tenant.output_price = 1
        tenant.save()
        print("KEY", tenant.site_keys.get().key)
    return tenant, owner
found("Victim", "{email}", "{password}")
tenant, owner = found("Abuser", "abuser@load.example", None)
slow = "http://127.0.0.1:{slow}"
with acting_for(tenant.pk):
    endpoint = Endpoint(tenant.pk, slow + "/v1", "dribble", "sk-slow", guarded=True)
    keep_teacher(tenant, endpoint, by=owner)
    hook, _ = webhooks.add_webhook(tenant, slow + "/hook", list(WebhookEvent), by=owner)
    for _ in range(webhooks.MOST_TESTS):
        webhooks.send_test(hook)
    lines = "".join(f"{{n}},user,hello there {{n}}\\n{{n}},agent,Hello!\\n" for n in range(100_000))
    for number in range(3):
        data = ("id,role,text\\n" + lines).encode()
        take_upload(tenant, data, name="chats.csv", by=owner)
"""


@dataclass(frozen=True)
class Companies:
    """The site keys."""

    victim: str  # whose page the stranger visits
    abuser: str


def lay_out(place: Place, slow_port: int) -> Companies:
    """Found both, and begin with what the abusive one can do by clicking."""
    code = LAY_OUT.format(origin=ORIGIN, email=EMAIL, password=PASSWORD, slow=slow_port)
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        env=dict(place.environment),
        check=True,
        capture_output=True,
        text=True,
    )
    victim, abuser = (line.split()[1] for line in done.stdout.splitlines() if "KEY " in line)
    return Companies(victim, abuser)
