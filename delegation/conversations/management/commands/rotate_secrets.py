"""`manage.py rotate_secrets`: seal tenants' secrets again with a new first key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.conversations.services.own_teachers import rotate_keys
from delegation.notifications.services.webhooks import rotate_keys as rotate_webhook_keys
from tenants.sealing import SealBroken
from tenants.services.accounts import reseal_second_factors


class Command(BaseCommand):
    help = "Seals every secret again with the first of SEALING_KEYS. Safe to run again."

    def handle(self, **options: Any) -> None:
        try:
            count = rotate_keys() + rotate_webhook_keys() + reseal_second_factors()
        except SealBroken:
            raise CommandError(
                "A secret opens with none of SEALING_KEYS. Put the key back that sealed it."
            ) from None
        self.stdout.write(f"{count} sealed again. Now remove the older keys from SEALING_KEYS.")
