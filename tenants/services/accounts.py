"""Accounts that begin with something other than the sign-up form."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import get_language

from tenants.models import Invitation, User
from tenants.sealing import reseal
from tenants.second_factor import NO_TENANT, PURPOSE
from tenants.services.people import keep_language

SEALED_DATA = ("secret", "seed", "migrated_codes")  # what allauth passes through the adapter


def has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic
def create_invited_user(invitation: Invitation, password: str) -> User:
    """Create an account for the invited address. The link came by email, so it is confirmed."""
    user = User.objects.create_user(invitation.email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    keep_language(user, get_language() or "")
    return user


def reseal_second_factors() -> int:
    """Seal apps' secrets and recovery codes with the first key of the ring; how many.

    Raises `SealBroken`.
    """
    count = 0
    for kept in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        with transaction.atomic():
            fresh = Authenticator.objects.select_for_update().get(pk=kept.pk)
            fresh.data = {name: _resealed(name, held) for name, held in fresh.data.items()}
            fresh.save(update_fields=["data"])
        count += 1
    return count


def _resealed(name: str, held: Any) -> Any:
    if name not in SEALED_DATA:
        return held
    if isinstance(held, list):
        return [_resealed(name, each) for each in held]
    return reseal(held, tenant_id=NO_TENANT, purpose=PURPOSE)
