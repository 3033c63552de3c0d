"""Which part of a list is asked for, read from the address so that it can be shared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Paging:
    """A page number, a page size and an order; `sort` is one of the names the view allows, or ""."""

    number: int = 1
    size: int = SIZES[0]
    sort: str = ""
    descending: bool = False

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size


def paging(sorts: Collection[str] = (), default: str = "") -> Paging:
    """What the address asks for: `page`, `size`, `sort` (a leading "-" turns the order round).

    Values that make no sense fall back to the first page, the smallest size and `default`.
    """
    number = request.args.get("page", default=1, type=int)
    size = request.args.get("size", default=SIZES[0], type=int)
    asked = request.args.get("sort", default)
    sort = asked if asked.removeprefix("-") in sorts else default
    return Paging(
        number=min(max(number, 1), 1_000_000),
        size=size if size in SIZES else SIZES[0],
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
    )


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of one page out of `total`."""

    items: Sequence[T]
    total: int
    paging: Paging

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.paging.size))

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to offer: the first, the last and those around this one; None marks a gap."""
        near = range(self.paging.number - 2, self.paging.number + 3)
        wanted = sorted({1, self.pages, *(number for number in near if 1 <= number <= self.pages)})
        shown: list[int | None] = []
        for number in wanted:
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return shown
