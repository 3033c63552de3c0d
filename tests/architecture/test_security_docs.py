"""The pages on security say what is there: each test and file they name exists, each requirement is answered once."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, functions, name_of

FOLDER = ROOT / "docs" / "security"
PAGES = [ROOT / "docs" / "security.md", *sorted(FOLDER.glob("*.md"))]

ASVS = {
    "1": "1.1-2 2.1-9 3.1-11 4.1-3 5.1-2",
    "2": "1.1-3 2.1-3 3.1-4 4.1",
    "3": "2.1-2 3.1-4 4.1-6 5.1-5 7.1-2",
    "4": "1.1-3 2.1 3.1-2 4.1-4",
    "5": "1.1 2.1-3 3.1-2 4.1-3",
    "6": "1.1-3 2.1-12 3.1-4 4.1-4 5.1-5 6.1-3 8.1-4",
    "7": "1.1-3 2.1-4 3.1-2 4.1-5 5.1-2 6.1-2",
    "8": "1.1-2 2.1-3 3.1 4.1",
    "9": "1.1-3 2.1-4",
    "10": "1.1-2 2.1-2 3.1-4 4.1-11 5.1-5 6.1-2 7.1-3",
    "11": "1.1-2 2.1-3 3.1-3 4.1-4 5.1 6.1",
    "12": "1.1-3 2.1-2 3.1-4",
    "13": "1.1 2.1-5 3.1-2 4.1-5",
    "14": "1.1-2 2.1-4 3.1-3",
    "15": "1.1-3 2.1-3 3.1-7",
    "16": "1.1 2.1-5 3.1-4 4.1-3 5.1-3",
    "17": "1.1 2.1-4 3.1-2",
}
"""The requirements of OWASP ASVS 5.0.0 at levels 1 and 2: sections of each chapter and numbers within them."""

STATUS = "met|partly|not applicable|site"
ROW = re.compile(rf"^\| (\d+\.\d+\.\d+) \| [12] \| [^|]+ \| ({STATUS}) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NAMED = re.compile(r"`((?:app|config|scripts|migrations|docs)/[\w./-]+)`")
LINK = re.compile(r"\]\(([^)#\s]*)#?([^)\s]*)\)")


def numbers() -> list[str]:
    """Every requirement's number, in the standard's order."""
    found = []
    for chapter, sections in ASVS.items():
        for written in sections.split():
            section, span = written.split(".")
            first, _, last = span.partition("-")
            found += [f"{chapter}.{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


@cache
def names_in(path: Path) -> set[str]:
    return {function.name for function in functions(path)} if path.is_file() else set()


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_requirement_of_asvs_is_answered_once_and_in_order():
    rows = ROW.findall((FOLDER / "asvs.md").read_text())

    assert len(numbers()) == 253
    assert [number for number, _status, _why in rows] == numbers()


def test_what_is_met_names_its_test_file_or_section():
    rows = ROW.findall((FOLDER / "asvs.md").read_text())
    unproven = [number for number, status, why in rows if status == "met" and not re.search(r"`tests/|`app/|\]\(", why)]

    assert not unproven


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_test_named_exists(page):
    named = TEST.findall(page.read_text())
    absent = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or (name and name not in names_in(ROOT / path))
    ]

    assert named
    assert not absent


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_and_section_named_exists(page):
    text = page.read_text()
    absent = [path for path in NAMED.findall(text) if not (ROOT / path).exists()]
    for target, section in LINK.findall(text):
        if "://" not in target:
            meant = (page.parent / target).resolve() if target else page
            if not meant.exists() or (section and section not in anchors(meant)):
                absent.append(f"{target}#{section}")

    assert not absent
