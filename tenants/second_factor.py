"""The secrets of authenticator apps and recovery codes, sealed like every other secret here."""

from allauth.mfa.adapter import DefaultMFAAdapter

from tenants.sealing import seal, unseal

NO_TENANT = 0  # they are a person's, in whatever tenants that person works
PURPOSE = "second-factor"


class SealingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    def encrypt(self, text: str) -> str:
        return seal(text, tenant_id=NO_TENANT, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, tenant_id=NO_TENANT, purpose=PURPOSE)
