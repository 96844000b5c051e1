"""The shared cases in a real browser: its own NFKC, its own lower case."""

from playwright.sync_api import Browser

from tests.browser.sources import HERE, serve
from tests.delegation.domain.packs.vectors import cases

WRONG = """async ({canonicalCases, matchingCases}) => {
  const {canonical} = await import("/phrases.js");
  const {loadPack} = await import("/packs.js");
  const {decide} = await import("/matching.js");
  const packs = {};
  for (const {pack, compiled} of matchingCases) if (compiled) packs[pack] = loadPack(compiled);
  return [
    ...canonicalCases.filter((each) => canonical(each.message) !== each.canonical),
    ...matchingCases.filter((each) => !each.compiled
      && decide(packs[each.pack], each.message, each.awaiting, 0).rule !== each.rule),
  ];
}"""


def unpaired(case: dict[str, object]) -> bool:
    """Whether a lone surrogate, which no protocol carries, is in the message."""
    return any(0xD800 <= ord(letter) < 0xE000 for letter in str(case.get("message", "")))


def test_chromium_decides_every_shared_case_as_written(browser: Browser) -> None:
    page = browser.new_page()
    page.route(HERE + "/**", serve)
    page.goto(HERE + "/")

    shared = {
        "canonicalCases": [case for case in cases("canonical") if not unpaired(case)],
        "matchingCases": [case for case in cases("matching") if not unpaired(case)],
    }

    assert len(shared["canonicalCases"]) >= 1000
    assert page.evaluate(WRONG, shared) == []
    page.close()
