"""The cases that Python and JavaScript share, decided by each engine's own NFKC and lower case."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.delegation.domain.packs.vectors import cases
from tests.engines.visitor import Visitor

SOURCES = Path(__file__).parents[2] / "frontend" / "src"
WRONG = """
const [cases, done] = arguments;
(async () => {
  const {canonicalCases, matchingCases} = JSON.parse(cases);
  const {canonical} = await import("/phrases.js");
  const {loadPack} = await import("/packs.js");
  const {decide} = await import("/matching.js");
  const packs = {};
  for (const {pack, compiled} of matchingCases) if (compiled) packs[pack] = loadPack(compiled);
  const asked = matchingCases.filter((each) => !each.compiled);
  return [
    canonicalCases.length + asked.length,
    ...canonicalCases.filter((each) => canonical(each.message) !== each.canonical),
    ...asked.filter(({pack, message, awaiting, rule}) =>
      decide(packs[pack], message, awaiting, 0).rule !== rule),
  ];
})().then(JSON.stringify, (error) => JSON.stringify([0, String(error)])).then(done);
"""


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


def test_every_shared_case_is_decided_as_written(visitor: Visitor, sources: str) -> None:
    visitor.driver.get(sources + "/")
    # As text: JSON carries lone surrogates, which WebDriver's own values do not.
    shared = {"canonicalCases": cases("canonical"), "matchingCases": cases("matching")}

    count, *wrong = json.loads(visitor.run_async(WRONG, json.dumps(shared)))

    assert wrong == []
    assert count >= 2000
