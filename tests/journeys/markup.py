"""HTML read as a tree, and what a person reads of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNREAD = {"script", "style", "template"}


@dataclass(eq=False)
class Element:
    """An element with its attributes and what it holds: elements and text, in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = field(default=None, repr=False)
    content: list[Element | str] = field(default_factory=list, repr=False)

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return self.attributes.get(name, default)

    def has(self, name: str) -> bool:
        """Whether an attribute is there, with a value or without."""
        return name in self.attributes

    def walk(self) -> Iterator[Element]:
        """Every element below this one, in the order of the page."""
        for part in self.content:
            if isinstance(part, Element):
                yield part
                yield from part.walk()

    def all(self, *tags: str) -> list[Element]:
        """Every element of these kinds below this one."""
        return [element for element in self.walk() if element.tag in tags]

    def above(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.above()

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.get("class").split())

    @property
    def text(self) -> str:
        """Everything it says, to eyes or to a screen reader."""
        return self._said(lambda element: element.tag in UNREAD)

    @property
    def label(self) -> str:
        """What the eye reads as its name: without marks for required fields and words for screen readers only."""
        return self._said(lambda element: element.get("aria-hidden") == "true" or "visually-hidden" in element.classes)

    def _said(self, skipped: Callable[[Element], bool]) -> str:
        return " ".join("".join(self._words(skipped)).split())

    def _words(self, skipped: Callable[[Element], bool]) -> Iterator[str]:
        for part in self.content:
            if isinstance(part, str):
                yield part
            elif not skipped(part):
                yield from part._words(skipped)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(element)
        if tag not in EMPTY:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.content.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        around = next((one for one in (self.here, *self.here.above()) if one.tag == tag), None)
        if around is not None and around.parent is not None:
            self.here = around.parent

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


def read(html: str) -> Element:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
