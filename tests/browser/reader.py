"""A screen reader of a few lines: what the accessibility tree says has the focus, changes, or can be read.

It reads Chromium's own tree by its debugging protocol, not the DOM: roles, names and states are those that assistive
technology is given.
"""

import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

Node = dict[str, Any]

PATIENCE_SECONDS = 10.0
# States that are spoken, with the words for them.
SPOKEN: dict[str, dict[Any, str]] = {
    "expanded": {True: "expanded", False: "collapsed"},
    "pressed": {"true": "pressed", "false": "not pressed"},
    "checked": {"true": "checked", "false": "not checked"},
    "multiline": {True: "multi-line"},
    "required": {True: "required"},
}
CONTAINERS = {"region", "dialog", "log", "list", "table", "row", "group"}
ENTERED = {"dialog", "log", "group"}  # named when the focus comes into them
TRANSPARENT = {"generic", "none", "sectionheader", "form", "strong", "emphasis", "code"}
SILENT = {"image", "status"}


def value(node: Node, part: str) -> str:
    """Return the text of a part, such as its role; "" where it has none."""
    return str(node.get(part, {}).get("value") or "")


def properties(node: Node) -> dict[str, Any]:
    return {each["name"]: each["value"].get("value") for each in node.get("properties", [])}


def described(node: Node) -> str:
    """Return what is said of a node: its name, its role, its states."""
    held = properties(node)
    states = [words[held[name]] for name, words in SPOKEN.items() if held.get(name) in words]
    name = value(node, "name")
    return ", ".join([*([f"“{name}”"] if name else []), value(node, "role"), *states])


class ScreenReader:
    """Notes what is spoken, in order, as `heard`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[str] = []
        self._session = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")
        self._focus = ""
        self._around: list[str] = []
        self._regions: dict[str, str] = {}

    def press(self, key: str, until: str) -> None:
        """Press a key, note it, and listen until these words are spoken."""
        self.page.keyboard.press(key)
        self.heard.append(f"[{key}]")
        self.listen_for(until)

    def say(self, text: str, until: str) -> None:
        """Type a text and send it, note it, and listen until these words are spoken."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.heard.append(f"[types “{text}” and Enter]")
        self.listen_for(until)

    def listen_for(self, words: str) -> None:
        """Note what is spoken until these words are. Raises AssertionError where they never are."""
        start = len(self.heard)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            self._look()
            if any(words in each for each in self.heard[start:]):
                return
            self.page.wait_for_timeout(30)
        raise AssertionError(f"{words!r} was not spoken, only {self.heard[start:]}")

    def read_all(self) -> list[str]:
        """Return everything that can be read in the chat, from the top, as lines."""
        nodes = self._nodes()
        [chat] = [node for node in nodes.values() if value(node, "role") == "region"]
        return list(self._lines(nodes, chat))

    def _nodes(self) -> dict[str, Node]:
        tree = self._session.send("Accessibility.getFullAXTree")["nodes"]
        return {node["nodeId"]: node for node in tree}

    def _look(self) -> None:
        """Note a new focus, then the live regions that changed: in this order they are spoken."""
        nodes = self._nodes()
        for node in nodes.values():
            if properties(node).get("focused") and value(node, "role") != "RootWebArea":
                self._note_focus(nodes, node)
        for key, node in nodes.items():
            if properties(node).get("live") in ("polite", "assertive"):
                said = self._line(nodes, node)
                if said and said != self._regions.get(key):
                    self.heard.append(f"announced: {said}")
                self._regions[key] = said

    def _note_focus(self, nodes: dict[str, Node], node: Node) -> None:
        around: list[str] = []
        parent = nodes.get(node.get("parentId", ""))
        while parent:
            if value(parent, "role") in ENTERED:
                around.insert(0, described(parent))
            parent = nodes.get(parent.get("parentId", ""))
        said = described(node)
        if (said, around) != (self._focus, self._around):
            entered = [each for each in around if each not in self._around]
            self.heard.append("; ".join([*entered, said]))
        self._focus, self._around = said, around

    def _children(self, nodes: dict[str, Node], node: Node) -> list[Node]:
        return [nodes[each] for each in node.get("childIds", []) if each in nodes]

    def _line(self, nodes: dict[str, Node], node: Node) -> str:
        """Return what a node holds as one line, with what can be pressed in it."""
        texts = []
        for child in self._children(nodes, node):
            if value(child, "role") == "StaticText":
                texts.append(value(child, "name"))
            elif value(child, "role") in ("button", "link"):
                texts.append(f" [{described(child)}] ")
            else:
                texts.append(self._line(nodes, child))
        return " ".join("".join(texts).split())

    def _lines(self, nodes: dict[str, Node], node: Node, depth: int = 0) -> Iterator[str]:
        role = value(node, "role")
        pad = "  " * depth
        if role in SILENT:
            return
        if role == "paragraph" or role == "listitem":
            yield pad + self._line(nodes, node)
            return
        if role == "StaticText":
            yield pad + value(node, "name")
            return
        if not node.get("ignored") and role not in TRANSPARENT:
            yield pad + described(node)
            if role not in CONTAINERS:
                return
            depth += 1
        for child in self._children(nodes, node):
            yield from self._lines(nodes, child, depth)
