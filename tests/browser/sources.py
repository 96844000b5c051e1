"""The gatekeeper's sources as they are, for tests of its modules in a real browser."""

from pathlib import Path

from playwright.sync_api import Route

SOURCES = Path(__file__).parents[2] / "frontend" / "src"
HERE = "https://vectors.example"


def serve(route: Route) -> None:
    """Answer with a source file, or with an empty page."""
    name = route.request.url.removeprefix(HERE + "/")
    if name:
        source = (SOURCES / name).read_text(encoding="utf-8")
        route.fulfill(content_type="text/javascript; charset=utf-8", body=source)
    else:
        route.fulfill(content_type="text/html", body="<!doctype html>")
