"""Whatever packs, storage and the network hold: no exception reaches the page, and it recovers.

The page fixture fails a test when an exception or an unhandled rejection reaches the page.
"""

import json
import random
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.fake_api import FakeApi, thanks_rule

JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 1e999, "", "x" * 500, [], [None], {}, {"": ""}, "__proto__", "\ud800",
    {"__proto__": {"rule": 1}}, {"constructor": 1}, [[[]]], "<img src=x onerror=throw(1)>",
]  # fmt: skip
FRESH = "() => window.delegation?.debug().fresh"
PACKS, STORES, STATUSES = 150, 12, (200, 202, 204, 400, 401, 404, 429, 500, 503)


def broken(rng: random.Random, value: Any) -> Any:
    """The value with one place of it changed to something else."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        name = rng.choice(list(value))
        rest = {each: value[each] for each in value if each != name}
        return rest if rng.random() < 0.1 else rest | {name: broken(rng, value[name])}
    if isinstance(value, list) and value and rng.random() < 0.8:
        at = rng.randrange(len(value))
        return [*value[:at], broken(rng, value[at]), *value[at + 1 :]]
    return rng.choice(JUNK)


def garbled(rng: random.Random, text: str) -> str:
    """The text with a place of it broken, or its JSON with a value of it changed."""
    if rng.random() < 0.7:
        return json.dumps(broken(rng, json.loads(text)))
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", "{", '"', "\0", "]"]) + text[at + rng.randrange(3) :]


def test_no_pack_of_any_shape_harms_the_page(page: Page, api: FakeApi) -> None:
    rng = random.Random(7)
    api.behaviour.rules = [thanks_rule()]
    good = api.pack()
    packs = [garbled(rng, good) for _ in range(PACKS)]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    served = iter([*packs, good])
    page.route("**/api/v1/pack*", lambda route: route.fulfill(body=next(served)))

    decisions = page.evaluate(
        """async (number) => {
          const decisions = [];
          for (let at = 0; at <= number; at++) {
            await delegation.sync();
            for (const text of ["thx", "thanks thx", "", "toString"]) decisions.push(delegation.match(text));
          }
          return decisions;
        }""",
        PACKS,
    )

    assert len(decisions) == 4 * (PACKS + 1)
    for decision in decisions:
        assert isinstance(decision["reason"], str)
        assert (decision["rule"] is None) == (decision["response"] is None)
    assert page.evaluate("delegation.match('thx').response") == "You're welcome!"


def test_no_stored_value_harms_the_page(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    for seed in range(STORES):
        rng = random.Random(seed)
        page.evaluate(
            "(async () => { await delegation.ask('thx'); await delegation.ask('hm?') })()"
        )
        for kind in ("localStorage", "sessionStorage"):
            held = page.evaluate(f"({{...{kind}}})")
            stored = {name: garbled(rng, text) for name, text in held.items()}
            page.evaluate(f"stored => Object.assign({kind}, stored)", stored)

        page.reload()
        page.wait_for_function(FRESH)

        answers = page.evaluate(
            "(async () => { delegation.reset(); const said = [];"
            "for (const text of ['hm?', 'thx']) said.push((await delegation.ask(text)).userResponse);"
            "delegation.flush(); return said })()"
        )
        assert answers == ["You wrote: hm?", "You're welcome!"], seed


def test_no_answer_of_the_network_harms_the_page(page: Page, api: FakeApi) -> None:
    rng = random.Random(11)
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    ticket = {
        "escalation": "e",
        "token": "t",
        "events": f"{api.origin}/e?x",
        "poll": f"{api.origin}/p?x",
    }
    answer = json.dumps({"userResponse": "So.", "awaiting": "nothing", "learningInstruction": {}})

    def reply(route: Route) -> None:
        good = json.dumps(ticket) if route.request.method == "POST" else answer
        body = good if rng.random() < 0.3 else garbled(rng, good)
        if "/e?" in route.request.url:
            body = (
                f"id: 1\nevent: {rng.choice(['answer', 'delta', 'error', 'x'])}\ndata: {body}\n\n"
            )
        if rng.random() < 0.1:
            route.abort()
        else:
            status = rng.choice(STATUSES) if rng.random() < 0.4 else 200
            route.fulfill(status=status, body=body, headers={"retry-after": "0"})

    for pattern in ("**/api/v1/escalations*", "**/e?*", "**/p?*"):
        page.route(pattern, reply)
    outcomes = page.evaluate(
        """async () => {
          const outcomes = [];
          for (let at = 0; at < 40; at++) {
            const asked = delegation.ask("hm " + at, { signal: AbortSignal.timeout(150) });
            outcomes.push(await asked.then(({ userResponse }) => typeof userResponse, ({ code }) => code));
          }
          return outcomes;
        }"""
    )

    assert len(outcomes) == 40
    assert all(isinstance(outcome, str) for outcome in outcomes), outcomes
    page.unroute_all()
    page.evaluate("delegation.reset()")
    assert page.evaluate("delegation.ask('thx').then(({userResponse}) => userResponse)") == (
        "You're welcome!"
    )
