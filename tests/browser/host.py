"""Chromium, and a page with the snippet: what browser tests and benchmarks share."""

import os
import shutil

from tests.browser.fake_api import KEY, FakeApi

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    # Repainting a part of a tile blends rounded corners twice: pictures would differ by what was drawn before.
    "--disable-partial-raster",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The system's Chromium, with windows."""
    program = shutil.which("chromium")
    assert program, "These tests need Chromium: apt-get install chromium."
    return program


def headless_chromium() -> str:
    """The lightest Chromium that is installed; CHROMIUM names another one."""
    shell = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    program = os.environ.get("CHROMIUM") or shell
    assert program, "These tests need Chromium: apt-get install chromium, or set CHROMIUM."
    return program


def host_page(api: FakeApi, attributes: str = "data-chat", body: str = "<h1>A shop</h1>") -> str:
    """A page with the snippet that a tenant is given."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body>{body}<script src="{api.origin}/gatekeeper.js" data-key="{KEY}" {attributes} async></script>'
        "</body></html>"
    )
