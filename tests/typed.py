"""What a page's forms hold, as the browser of a person would show it."""

from collections import defaultdict
from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects the values of the fields of a page's forms by name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, list[str]] = defaultdict(list)
        self.text: list[str] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name"):
            chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if chosen:
                self.values[given["name"]].append(given.get("value", "on" if chosen else ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select].append(given.get("value", ""))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self.values[self._textarea].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][-1] += data
        else:
            self.text.append(data)


def fields_of(page: str) -> tuple[dict[str, list[str]], str]:
    """Return (the values by name, the text that is no field's, in one line)."""
    parser = _Fields()
    parser.feed(page)
    values = {name: [each.strip() for each in found] for name, found in parser.values.items()}
    return values, " ".join(" ".join(parser.text).split())
