"""The published list of filings as a file: its encoding, its header, and each row as what it says. Pure.

Columns are those of the official lists, by their Chinese headings or by our English ones. Where the file has no column
for the batch, all its rows are of the batch it is imported as.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from app.core.errors import RuleViolated
from app.core.text import Text, _
from app.enterprises.rules import (
    FilingNumber,
    Product,
    algorithm_type_of,
    filing_state_of,
    parse_filing_number,
    parse_products,
)
from app.enterprises.states import AlgorithmType, FilingState

T = TypeVar("T")

LIMIT = 10 << 20
"""Bytes of the largest list that is read; the complete lists to 2026 have 3 million."""

NAME_LENGTH = 200
BATCH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")

COLUMNS = {
    "seq_no": _("No."),
    "algorithm_name": _("Algorithm name"),
    "algorithm_type": _("Algorithm type"),
    "company_name": _("Company"),
    "product": _("Products"),
    "main_use": _("Main use"),
    "filing_number": _("Filing number"),
    "remarks": _("Remarks"),
    "batch": _("Batch"),
    "published_on": _("Published on"),
    "division_code": _("Division code"),
}
HEADINGS = {
    "序号": "seq_no",
    "算法名称": "algorithm_name",
    "算法类别": "algorithm_type",
    "主体名称": "company_name",
    "应用产品": "product",
    "主要用途": "main_use",
    "备案编号": "filing_number",
    "备注": "remarks",
}

BROKEN_SHARE = 0.1
"""Share of damaged characters up to which a file was meant to be UTF-8; GB 18030 read as UTF-8 has far more."""


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row: its number as a spreadsheet shows it (the header is row 1), column and reason."""

    row: int
    column: str
    message: Text

    @property
    def label(self) -> Text:
        """The column as the reader calls it."""
        return COLUMNS.get(self.column) or Text(self.column)

    def stored(self) -> dict[str, Any]:
        """The JSON form kept with the import."""
        return {"row": self.row, "column": self.column, "message": self.message.stored()}

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "RowError":
        """The error kept by `stored`."""
        return cls(stored["row"], stored["column"], Text.restored(stored["message"]))


@dataclass(frozen=True)
class ListedFiling:
    """One row of a list: a filing with its algorithm, its company and the products it is used in."""

    row: int
    batch: str
    published_on: date | None
    seq_no: int
    algorithm_name: str
    algorithm_type: AlgorithmType
    company_name: str
    products: tuple[Product, ...]
    main_use: str
    number: FilingNumber
    remarks: str

    @property
    def state(self) -> FilingState:
        """Where the filing stands by its remarks."""
        return filing_state_of(self.remarks)


@dataclass(frozen=True)
class PublishedList:
    """What a file holds of one batch: the rows that can be read, and what is wrong with the others."""

    batch: str
    rows: list[ListedFiling]
    errors: list[RowError]


def read_list(content: bytes, batch: str) -> PublishedList:
    """The rows of `batch` in a CSV file; raises RuleViolated where the file as a whole can't be read."""
    require_batch(batch)
    rows: list[ListedFiling] = []
    errors: list[RowError] = []
    others: set[str] = set()
    for row, cells in _records(_decoded(content)):
        if isinstance(cells, Text):
            errors.append(RowError(row, "", cells))
        elif (named := cells.get("batch") or batch) != batch:
            others.add(named)
        else:
            read = _Row(row, cells, batch)
            if (filing := read.filing()) is not None:
                rows.append(filing)
            errors += read.errors
    if not rows and not errors:
        raise _nothing_of(batch, others)
    rows, repeated = _each_number_once(rows)
    return PublishedList(batch, rows, sorted([*errors, *repeated], key=lambda error: error.row))


def require_batch(batch: str) -> None:
    """Raise RuleViolated unless it names a month as the lists do: `2022-08`."""
    if not BATCH.fullmatch(batch):
        raise RuleViolated(_("Name the batch by year and month, such as 2022-08."), field="batch")


def _nothing_of(batch: str, others: set[str]) -> RuleViolated:
    if not others:
        return RuleViolated(_("The file has a header and no row below it."), field="file")
    found = ", ".join(sorted(others)[:12])
    return RuleViolated(
        _("The file has no row of the batch %(batch)s; it has %(found)s.", batch=batch, found=found), field="batch"
    )


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise RuleViolated(_("The file is empty."), field="file")
    if b"\0" in content:
        raise RuleViolated(
            _("This is not a text file. Open the list in a spreadsheet program and save it as CSV (UTF-8)."),
            field="file",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        if not _damaged_utf8(content):
            return content.decode("gb18030")
    except UnicodeDecodeError:
        pass
    raise RuleViolated(
        _(
            "The characters of this file are damaged: it is neither UTF-8 nor GB 18030. Save the list again as CSV "
            "(UTF-8) and send that."
        ),
        field="file",
    )


def _damaged_utf8(content: bytes) -> bool:
    """Whether a file that is no UTF-8 was meant to be: GB 18030 would read it, and make nonsense of every character."""
    text = content.decode("utf-8", errors="replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") < beyond_ascii * BROKEN_SHARE


def _records(text: str) -> Iterator[tuple[int, dict[str, str] | Text]]:
    """The rows below the header, each with its number; a row with too few or too many cells as a sentence."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(reader, []))
        for row, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                yield (
                    row,
                    _("The row has %(cells)s cells, the header %(columns)s.", cells=len(cells), columns=len(header)),
                )
                continue
            yield row, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise RuleViolated(
            _("The file is no valid CSV at line %(line)s. Save the list again as CSV.", line=reader.line_num),
            field="file",
        ) from error


def _header(cells: list[str]) -> list[str]:
    names = [HEADINGS.get(cell.strip(), cell.strip()) for cell in cells]
    missing = [f"{heading} ({name})" for heading, name in HEADINGS.items() if name not in names]
    if missing:
        raise RuleViolated(
            _("The first row has to name the columns; missing: %(names)s.", names=", ".join(missing)), field="file"
        )
    if len(set(names)) != len(names):
        raise RuleViolated(_("The first row names a column twice."), field="file")
    return names


class _Row:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, row: int, cells: dict[str, str], batch: str) -> None:
        self.row, self.cells, self.batch = row, cells, batch
        self.errors: list[RowError] = []

    def filing(self) -> ListedFiling | None:
        """The row as a filing; None where anything is wrong."""
        read: dict[str, Any] = {
            "published_on": self._read("published_on", _day, ""),
            "seq_no": self._read("seq_no", _whole_number),
            "algorithm_name": self._read("algorithm_name", _name),
            "algorithm_type": self._read("algorithm_type", algorithm_type_of),
            "company_name": self._read("company_name", _name),
            "products": self._read("product", _products),
            "main_use": self._read("main_use", _filled),
            "number": self._read("filing_number", self._number),
            "remarks": self.cells["remarks"],
        }
        return None if self.errors else ListedFiling(row=self.row, batch=self.batch, **read)

    def _read(self, column: str, reader: Callable[[str], T], missing: str | None = None) -> T | None:
        try:
            return reader(self.cells[column] if missing is None else self.cells.get(column, missing))
        except RuleViolated as refused:
            self.errors.append(RowError(self.row, refused.field or column, refused.message))
            return None

    def _number(self, cell: str) -> FilingNumber:
        number = parse_filing_number(cell)
        stated = self.cells.get("division_code") or number.division_code
        if stated != number.division_code:
            raise RuleViolated(
                _(
                    "The division code %(stated)s is not the one in the filing number, %(inside)s.",
                    stated=stated,
                    inside=number.division_code,
                ),
                field="division_code",
            )
        return number


def _filled(cell: str) -> str:
    if not cell:
        raise RuleViolated(_("The cell is empty."))
    return cell


def _name(cell: str) -> str:
    if len(_filled(cell)) > NAME_LENGTH:
        raise RuleViolated(_("Use at most %(most)s characters; this has %(now)s.", most=NAME_LENGTH, now=len(cell)))
    return cell


def _products(cell: str) -> tuple[Product, ...]:
    products = tuple(parse_products(_filled(cell)))
    if not products:
        raise RuleViolated(_("No product can be read from this cell."))
    for product in products:
        _name(product.name)
    return products


def _whole_number(cell: str) -> int:
    if not cell.isascii() or not cell.isdecimal() or len(cell) > 6:
        raise RuleViolated(_("Write a whole number, such as 12."))
    return int(cell)


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise RuleViolated(_("Write the day as 2022-08-12.")) from None


def _each_number_once(rows: list[ListedFiling]) -> tuple[list[ListedFiling], list[RowError]]:
    first: dict[str, ListedFiling] = {}
    repeated = []
    for row in rows:
        earlier = first.setdefault(row.number.text, row)
        if earlier is not row:
            sentence = _("The filing number stands in row %(row)s already.", row=earlier.row)
            repeated.append(RowError(row.row, "filing_number", sentence))
    return list(first.values()), repeated
