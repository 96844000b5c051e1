"""The cases that Python and JavaScript share, decided by each engine's own NFKC and lower case."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from delegation.domain.packs.compiling import load_pack
from delegation.domain.packs.matching import decide
from tests.delegation.domain.packs.small_talk_cases import LANGUAGES, asked, pack_of
from tests.delegation.domain.packs.vectors import cases
from tests.engines.visitor import Visitor

SOURCES = Path(__file__).parents[2] / "frontend" / "src"
WRONG = """
const [shared, done] = arguments;
(async () => {
  const {canonicalCases, packs, matchingCases, smallTalk} = JSON.parse(shared);
  const {canonical} = await import("/phrases.js");
  const {loadPack} = await import("/packs.js");
  const {decide} = await import("/matching.js");
  for (const name in packs) packs[name] = loadPack(packs[name]);
  return [
    canonicalCases.length + matchingCases.length,
    smallTalk.length,
    ...canonicalCases.filter((each) => canonical(each.message) !== each.canonical),
    ...matchingCases.filter(({pack, message, awaiting, rule}) =>
      decide(packs[pack], message, awaiting, 0).rule !== rule),
    ...smallTalk.filter(([pack, message, awaiting, rule, reason]) => {
      const found = decide(packs[pack], message, awaiting, 0);
      return found.rule !== rule || found.reason !== reason;
    }),
  ];
})().then(JSON.stringify, (error) => JSON.stringify([0, 0, String(error)])).then(done);
"""


@pytest.fixture(scope="module")
def shared() -> str:
    """The cases as JSON, which carries lone surrogates where WebDriver's own values do not.

    The small talk and the traps of every language come with what Python decides.
    """
    matching = cases("matching")
    packs: dict[str, Any] = {case["pack"]: case["compiled"] for case in matching if "rules" in case}
    small_talk = []
    for language in LANGUAGES:
        name = f"small talk {language}"
        packs[name] = pack_of(language)
        pack = load_pack(packs[name])
        for message, awaiting, _ in asked(language):
            found = decide(pack, message, awaiting, now=0)
            small_talk.append([name, message, awaiting, found.rule, found.reason])
    return json.dumps(
        {
            "canonicalCases": cases("canonical"),
            "packs": packs,
            "matchingCases": [case for case in matching if "rules" not in case],
            "smallTalk": small_talk,
        }
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@pytest.fixture
def sources() -> Iterator[str]:
    """The address of the gatekeeper's modules as people wrote them."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=SOURCES)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_every_shared_case_is_decided_as_written_and_every_trap_as_in_python(
    visitor: Visitor, sources: str, shared: str
) -> None:
    visitor.driver.get(sources + "/")

    written, traps_and_small_talk, *wrong = json.loads(visitor.run_async(WRONG, shared))

    assert wrong == []
    assert written >= 2_000
    assert traps_and_small_talk >= 5_000
