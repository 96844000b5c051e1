"""`manage.py play FILE`: play recorded dialogues as visitors, over HTTP, against a server."""

import gzip
import itertools
import json
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delegation.conversations.models import Escalation
from delegation.play.dialogues import play
from delegation.play.tally import Tally
from delegation.rules.models import Lesson
from delegation.savings.models import UsageCount
from tenants.models import AllowedOrigin, SiteKey
from tenants.row_security import acting_for, as_platform


class Command(BaseCommand):
    help = (
        "Plays dialogues (JSON lines with turns, as in a chat export) as visitors of a site key "
        "against a running server and prints what became of them. 'Wrong by gold' compares with "
        "the labels of the recorded conversation, whose assistant may have said something else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", help="site key; default: the oldest one in the database")
        parser.add_argument("--url", default=settings.PUBLIC_URL)
        parser.add_argument("--origin", help="default: the first that the key's tenant allows")
        parser.add_argument("--limit", type=int, help="dialogues to play")
        parser.add_argument("--parallel", type=int, default=4, help="visitors at a time")

    def handle(self, *, file: Path, limit: int | None, parallel: int, **options: Any) -> None:
        with as_platform("a site key says which tenant it is of"):
            site_key = self._site_key(options["key"])
        run = f"play{secrets.token_hex(4)}-"
        with acting_for(site_key.tenant_id):
            origin = options["origin"] or self._origin(site_key)
        tally = play(
            itertools.islice(read_dialogues(file), limit),
            url=options["url"],
            key=site_key.key,
            origin=origin,
            run=run,
            parallel=parallel,
        )
        for line in tally.lines():
            self.stdout.write(line)
        with acting_for(site_key.tenant_id):
            self._compare(tally, site_key, run)

    def _site_key(self, key: str | None) -> SiteKey:
        keys = SiteKey.objects.filter(revoked_at__isnull=True).order_by("pk")
        found = keys.filter(key=key).first() if key else keys.first()
        if found is None:
            raise CommandError("There is no such site key. Run `make demo`, or name one by --key.")
        return found

    def _origin(self, site_key: SiteKey) -> str:
        allowed = AllowedOrigin.objects.filter(tenant=site_key.tenant_id).order_by("pk").first()
        if allowed is None:
            raise CommandError("The tenant allows no origin yet; add one on its install page.")
        return allowed.origin

    def _compare(self, tally: Tally, site_key: SiteKey, run: str) -> None:
        """Compare the visitors' counts with this run's rows. Raises `CommandError`."""
        mine = Escalation.objects.filter(tenant=site_key.tenant_id, client_id__startswith=run)
        used = UsageCount.objects.filter(tenant=site_key.tenant_id, batch__batch__startswith=run)
        pairs = {
            "escalations": (tally.escalations, mine.count()),
            "answers": (
                tally.escalations - len(tally.failed) - len(tally.lost),
                mine.filter(answer__isnull=False).count(),
            ),
            "local answers": (tally.local_answers, sum(used.values_list("count", flat=True))),
        }
        lessons = Lesson.objects.filter(
            tenant=site_key.tenant_id, escalation_id__in=mine.values("pk")
        )
        self.stdout.write(f"{'lessons in the database':<42}{lessons.count():>8}")
        for name, (played, rows) in pairs.items():
            self.stdout.write(f"{name + ' in the database':<42}{rows:>8}")
            if played != rows:
                raise CommandError(f"{played} {name} were played, but {rows} are in the database.")
        if tally.lost or tally.failed:
            raise CommandError("Some answers did not arrive.")


def read_dialogues(file: Path) -> Iterator[dict[str, Any]]:
    """One dialogue a line, `{"id", "turns": [{"role", "text", ...}]}`, gzipped or not."""
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
