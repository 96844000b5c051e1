"""Secrets at rest: bound to a tenant and a purpose, under a ring of keys."""

import pytest
from pytest_django.fixtures import Settings

from tenants.sealing import SealBroken, reseal, seal, unseal

OLD, NEW = "old-" * 10, "new-" * 10
SECRET = "sk-very-secret"


@pytest.fixture(autouse=True)
def ring(settings: Settings) -> None:
    settings.SEALING_KEYS = [OLD]


def sealed() -> str:
    return seal(SECRET, tenant_id=1, purpose="teacher:https://a.example")


def test_it_opens_for_its_tenant_and_purpose() -> None:
    assert SECRET not in sealed()
    assert unseal(sealed(), tenant_id=1, purpose="teacher:https://a.example") == SECRET


@pytest.mark.parametrize(
    ("tenant_id", "purpose"),
    [(2, "teacher:https://a.example"), (1, "teacher:https://b.example"), (11, "teacher:")],
)
def test_a_moved_ciphertext_does_not_open(tenant_id: int, purpose: str) -> None:
    with pytest.raises(SealBroken):
        unseal(sealed(), tenant_id=tenant_id, purpose=purpose)
    with pytest.raises(SealBroken):
        reseal(sealed(), tenant_id=tenant_id, purpose=purpose)


def test_a_damaged_one_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(sealed()[:-4] + "AAA=", tenant_id=1, purpose="teacher:https://a.example")


def test_older_keys_of_the_ring_open_and_rotation_frees_them(settings: Settings) -> None:
    before = sealed()
    settings.SEALING_KEYS = [NEW, OLD]
    after = reseal(before, tenant_id=1, purpose="teacher:https://a.example")

    settings.SEALING_KEYS = [NEW]
    assert unseal(after, tenant_id=1, purpose="teacher:https://a.example") == SECRET
    with pytest.raises(SealBroken):
        unseal(before, tenant_id=1, purpose="teacher:https://a.example")
