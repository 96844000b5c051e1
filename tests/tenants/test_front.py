"""The front page, and what every page of ours sends along."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tenants.models import Tenant, User


@pytest.fixture
def page(client: Client) -> str:
    return client.get(reverse("front")).content.decode()


def test_it_says_what_this_is_and_where_to_sign_up(page: str) -> None:
    assert "language model" in page
    assert f'href="{reverse("account_signup")}"' in page


def test_it_tells_the_measured_numbers_with_their_limits(page: str) -> None:
    rows = re.findall(r'<td class="right">([\d.]+ %)</td><td class="right">([\d.]+ %)</td>', page)

    assert rows == [
        ("49 %", "12.3 %"),
        ("95 %", "7.1 %"),
        ("58 %", "0.85 %"),
        ("58 %", "0.04 %"),
        ("93 %", "0.04 %"),
    ]
    assert "19,384" in page
    assert "These are not your visitors." in page


@pytest.mark.django_db
def test_it_leads_a_member_to_the_dashboard(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)

    page = client.get(reverse("front")).content.decode()

    assert f'href="{reverse("dashboard")}"' in page
    assert f'href="{reverse("account_signup")}"' not in page


def test_pages_hold_no_inline_script_or_style_and_name_no_other_host(page: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_the_policy_allows_only_our_own_scripts_and_styles(client: Client) -> None:
    policy = client.get(reverse("front"))["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_wrong_address_is_answered_in_our_design(client: Client) -> None:
    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert 'class="topbar"' in answer.content.decode()
