"""A visitor with a keyboard and no pointer, who must see at every moment where the focus is."""

from dataclasses import dataclass

from playwright.sync_api import Page

# What has the focus in the chat: whether all of it is in sight, nothing lies over it, and what shows it.
FOCUSED = """() => {
  const root = document.activeElement?.shadowRoot;
  const it = root?.activeElement;
  if (!it) return null;
  const [{ left, top, right, bottom }] = it.getClientRects();
  const on = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
  return {
    name: it.role || it.ariaLabel || it.innerText || it.labels?.[0]?.innerText || it.className,
    in_sight: left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1,
    uncovered: it === on || it.contains(on),
    shown: it.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    ring: outlineStyle === "solid" && parseFloat(outlineWidth) >= 2 && !/^rgba.*, 0\\)/.test(outlineColor),
  };
}"""
LONGEST_WALK = 40


@dataclass
class Keyboard:
    """Presses keys, and fails where the focus is lost or cannot be seen."""

    page: Page

    @property
    def focused(self) -> str:
        """The name of what has the focus in the chat."""
        found = self.page.evaluate(FOCUSED)
        assert found is not None, "the focus is not in the chat"
        name: str = found.pop("name")
        assert all(found.values()), (name, found)
        return name

    def press(self, *keys: str) -> str:
        """Press one after the other; return what has the focus then."""
        for key in keys:
            self.page.keyboard.press(key)
        return self.focused

    def write(self, text: str) -> None:
        """Type a text and send it."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def walk_to(self, name: str, key: str = "Shift+Tab") -> None:
        """Press a key until something of this name has the focus; the focus can be seen at every stop."""
        stops = []
        for _ in range(LONGEST_WALK):
            stops.append(self.press(key))
            if stops[-1] == name:
                return
        raise AssertionError(f"{name!r} is not among {stops}")
