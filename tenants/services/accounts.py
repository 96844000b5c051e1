"""Accounts that begin with something other than the sign-up form."""

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants.models import Invitation, User


def has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic
def create_invited_user(invitation: Invitation, password: str) -> User:
    """An account for the invited address. The link came by e-mail, so the address is confirmed."""
    user = User.objects.create_user(invitation.email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
