"""What every page tells a browser: run nothing of others, be framed by nobody, ask for nothing."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from delegation.environment import BASE_DIR
from tenants.models import Tenant, User

PRODUCTION = {
    "SECRET_KEY": "9fKx2_vQ7Lm4Zr8Tn1Wb5Yc3Hd6Js0Gp-uEaXiOqVwRkMlBtAzSyDx",
    "DEBUG": "false",
    "PUBLIC_URL": "https://chat.example",
    "STREAM_URL": "https://chat.example",
    "ALLOWED_HOSTS": "chat.example",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp://user:password@mail.example:587",
    "SOCIAL_LOGINS": "google:id-1:secret-1,github:id-2:secret-2",
}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=\"", re.I
)
LOOK = """
import django, json
django.setup()
from django.test import Client
host = {"host": "chat.example"}
answer = Client().get("/accounts/login/", headers={**host, "x-forwarded-proto": "https"})
plain = Client().get("/accounts/login/", headers=host)
print(json.dumps({"status": answer.status_code, "headers": dict(answer.headers),
                  "cookies": {k: v.OutputString() for k, v in answer.cookies.items()},
                  "plain": plain.status_code, "page": answer.content.decode()}))
"""
STRANGERS = ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nothing/"]
MEMBERS = [
    "start", "dashboard", "install", "check_install", "preview", "replies", "savings", "teacher",
    "keys", "members", "audit_log", "data", "workspaces", "account_email", "mfa_index",
    "moderation:rules_rule_changelist", "moderation:rules_lesson_changelist",
    "moderation:tenants_auditentry_changelist", "docs",
]  # fmt: skip


def in_production(*command: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "delegation.settings"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # for tests in browsers alone
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=BASE_DIR, capture_output=True, text=True
    )


def is_strict(answer: Any) -> bool:
    policy = answer["Content-Security-Policy"]
    return (
        "default-src 'none'" in policy
        and "script-src 'self'" in policy
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", STRANGERS)
def test_pages_for_strangers_are_strict(client: Client, path: str) -> None:
    answer = client.get(path)

    assert is_strict(answer)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    assert INLINE.findall(answer.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", MEMBERS)
def test_pages_for_members_are_strict(
    client: Client, owner: User, tenant: Tenant, name: str
) -> None:
    client.force_login(owner)

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert is_strict(answer)
    assert INLINE.findall(answer.content.decode()) == []


@pytest.mark.django_db
def test_pages_for_operators_are_strict(client: Client, tenant: Tenant) -> None:
    client.force_login(User.objects.create_superuser("op@platform.example", "a long phrase"))
    names = [
        "index",
        *(
            f"{model._meta.label_lower.replace('.', '_')}_changelist"
            for model in admin.site._registry
        ),
    ]

    for name in names:
        answer = client.get(reverse(f"admin:{name}"))
        assert is_strict(answer), name
        assert INLINE.findall(answer.content.decode()) == [], name


def test_the_deployment_check_is_clean_with_production_settings() -> None:
    check = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert check.returncode == 0, check.stderr
    assert "no issues" in check.stdout


def test_production_speaks_https_alone_and_offers_the_accounts_that_are_set() -> None:
    looked = in_production("-c", LOOK)
    assert looked.returncode == 0, looked.stderr
    seen = json.loads(looked.stdout.splitlines()[-1])

    assert (seen["status"], seen["plain"]) == (200, 301)
    assert (
        seen["headers"]["Strict-Transport-Security"]
        == "max-age=31536000; includeSubDomains; preload"
    )
    assert seen["headers"]["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert seen["headers"]["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = seen["headers"]["Content-Security-Policy"]
    assert "form-action 'self' https://accounts.google.com https://github.com" in policy
    assert all("Secure" in cookie for cookie in seen["cookies"].values())
    assert "/accounts/google/login/" in seen["page"]
    assert "/accounts/github/login/" in seen["page"]
    assert "secret-1" not in seen["page"]


@pytest.mark.parametrize("nonsense", ["google", "google:id", "myspace:id:secret", "google::x"])
def test_a_login_that_cannot_be_is_refused_without_its_secret(
    nonsense: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRODUCTION, "SOCIAL_LOGINS", nonsense)

    check = in_production("manage.py", "check")

    assert check.returncode != 0
    assert "SOCIAL_LOGINS holds a value" in check.stderr
    assert "provider:client_id:secret" in check.stderr


@pytest.mark.attack(
    "find private pages in a shared cache",
    "Cache-Control: no-store",
)
@pytest.mark.parametrize("name", MEMBERS)
def test_no_cache_stores_a_page_of_a_signed_in_person(as_owner: Client, name: str) -> None:
    answer = as_owner.get(reverse(name), follow=True)
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


def test_public_files_may_be_stored_whoever_asks(as_owner: Client) -> None:
    assert "max-age" in as_owner.get(reverse("gatekeeper"))["Cache-Control"]
