"""Markup that a stranger gets into a page never becomes running code by way of the gatekeeper."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import KEY, FakeApi, thanks_rule
from tests.browser.host import host_page

EVIL = "https://evil.example"
TAG = f'<script src="{EVIL}/gatekeeper.js" data-key="pk_evil" data-chat></script>'
VARIANTS = [
    TAG,
    TAG.replace("gatekeeper.js", "gatekeeper.a8bf5655.js"),
    TAG.replace("gatekeeper.js", "x?gatekeeper"),
    TAG.replace("gatekeeper.js", "x#gatekeeper"),
    TAG.replace("https:", ""),
    TAG.replace("pk_evil", KEY),
    TAG.replace("<script", "<script async defer"),
    TAG.replace("<script", '<script type="module"'),
    TAG.replace("<script", '<script type="text/plain"'),
    TAG.replace("<script", '<script nonce="guessed"'),
    TAG.replace("evil.example", "evil.example@127.0.0.1"),
    f"<svg><script href='{EVIL}/gatekeeper.js' data-key='pk_evil' data-chat></script></svg>",
    f"<math><mtext>{TAG}</mtext></math>",
    f"<template>{TAG}</template>",
    f"<noscript>{TAG}</noscript>",
    f'<base href="{EVIL}/">',
    f'<base href="{EVIL}/gatekeeper.js"><script src="gatekeeper.js" data-key="pk_evil" data-chat></script>',
    f'<img name="currentScript" src="{EVIL}/gatekeeper.js" data-key="pk_evil" data-chat>',
    f'<form name="currentScript" data-key="pk_evil" data-chat><input name="src" value="{EVIL}/gatekeeper.js">',
    f'<iframe name="currentScript" src="{EVIL}/gatekeeper.js" data-key="pk_evil"></iframe>',
    f'<object name="currentScript" data="{EVIL}/gatekeeper.js" data-key="pk_evil"></object>',
    f'<embed name="currentScript" src="{EVIL}/gatekeeper.js" data-key="pk_evil" data-chat>',
    '<img name="currentScript"><img name="currentScript">',
    f'<a id="delegation" href="{EVIL}/gatekeeper.js"></a>',
    f'<a id="delegation"></a><a id="delegation" name="queue" href="{EVIL}/gatekeeper.js"></a>',
    f'<form id="delegation"><input name="start" value="{EVIL}"><input name="sites"></form>',
    f'<form id="delegation"><input name="queue" value="{EVIL}/gatekeeper.js"></form>',
    f'<iframe name="delegation" src="{EVIL}/page"></iframe>',
    '<img name="querySelectorAll"><img name="createElement">',
    f'<div data-key="pk_evil" data-chat src="{EVIL}/gatekeeper.js"></div>',
    f'<link rel="modulepreload" href="{EVIL}/chat.js">',
    f'<object id="trustedTypes" data="{EVIL}/x"></object><div id="Document"></div>',
]
POLICY = "script-src 'nonce-ours' 'strict-dynamic'; object-src 'none'"


def run_everywhere(route: Route) -> None:
    """Whatever is asked of the stranger's host says that it ran."""
    headers = {"access-control-allow-origin": "*"}
    script = "window.pwned = true; export const mountChat = () => {}, createLine = () => {};"
    kind = "text/html" if "/page" in route.request.url else "text/javascript"
    body = "<p>a page</p>" if kind == "text/html" else script
    route.fulfill(body=body, content_type=kind, headers=headers)


@pytest.mark.attack(
    "markup in a customer's page becomes code by way of the gatekeeper",
    "code only from the running script's own address",
)
@pytest.mark.parametrize("policy", ["", POLICY], ids=["without a policy", "with one"])
@pytest.mark.parametrize("markup", VARIANTS, ids=range(len(VARIANTS)))
def test_injected_markup_runs_nothing(page: Page, api: FakeApi, markup: str, policy: str) -> None:
    ours = host_page(api).replace("<script", '<script nonce="ours"')
    if policy:
        # The server put it into the page, and the policy keeps its scripts from running.
        api.behaviour.headers = {"content-security-policy": policy}
        injected = markup
    else:
        # A script put it into the page: scripts made so never run by themselves.
        injected = (
            f"<div id=comment></div><script>comment.innerHTML = {json.dumps(markup)}</script>"
        )
        injected = injected.replace("</script></", "<\\/script></").replace(
            '</script>"', '<\\/script>"'
        )
    api.behaviour.pages["/"] = ours.replace("<h1>", injected + "<h1>")
    page.route(EVIL + "/**", run_everywhere)
    page.goto(api.origin)
    page.wait_for_load_state("networkidle")

    page.evaluate("try { window.delegation.start() } catch {}")
    page.evaluate("Promise.resolve(window.delegation.ask?.('hello')).then(() => 0, () => 0)")

    assert page.evaluate("window.pwned") is None


@pytest.mark.attack(
    "change a file that a pinned gatekeeper loads later",
    "checksums of all later files in the first one",
)
@pytest.mark.parametrize("scheme", ["", "require-trusted-types-for 'script'; trusted-types 'none'"])
@pytest.mark.parametrize("name", ["chat", "line", "extras", "texts", "languages"])
def test_a_changed_file_behind_a_pinned_first_file_is_refused(
    page: Page, api: FakeApi, name: str, scheme: str
) -> None:
    api.behaviour.headers = {"content-security-policy": scheme} if scheme else {}
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-lang="de"')
    changed = "window.pwned = true; export const mountChat = () => {}, createLine = () => {}; export default {};"
    api.behaviour.changed_scripts = {name: changed}
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh")

    if name == "chat":
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-delegation]")).to_have_count(0)
    else:
        page.locator(".bubble").click()
        expect(page.get_by_role("textbox")).to_be_visible()
        page.evaluate("void delegation.wrap(document.body, {answered() {}})")
    asked = "delegation.ask('hello').then(() => 'answered', ({code}) => code)"

    assert page.evaluate(asked) == ("offline" if name == "line" else "answered")
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("delegation.ask('thx').then(({source}) => source)") == "local"


def test_each_file_is_fetched_once(page: Page, api: FakeApi) -> None:
    Chat(page).visit(api).say("hello")
    expect(Chat(page).answers.last).to_have_text("You wrote: hello")

    loaded = [each.path for each in api.requests if each.path.endswith(".js")]
    assert sorted(loaded) == sorted(set(loaded))
