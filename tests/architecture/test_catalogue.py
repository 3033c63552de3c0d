"""Every sentence a person can see is there in Chinese."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

FOLDER = ROOT / "app" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "**/templates/**.html": {"encoding": "utf-8", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
}
"""As app.web.templating reads them, so that blocks give the same sentence here and there."""
PLACE = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


@pytest.fixture(scope="module")
def extracted() -> dict[str, str]:
    """Every sentence of the code and where it is said."""
    found = extract_from_dir(ROOT / "app", method_map=METHODS, options_map=OPTIONS)
    return {
        message: f"{file}:{line}"
        for file, line, messages, _comments, _context in found
        for message in (messages if isinstance(messages, tuple) else (messages,))
        if message
    }


def singular(translation: str | tuple[str, ...] | list[str]) -> str:
    return translation if isinstance(translation, str) else translation[0]


def test_every_sentence_is_translated(catalogue: Catalog, extracted: dict[str, str]):
    translated = {
        name: singular(message.string)
        for message in catalogue
        for name in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    missing = {sentence: place for sentence, place in extracted.items() if not translated.get(sentence)}

    assert not missing


def test_no_translation_is_a_guess(catalogue: Catalog):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_every_value_of_a_sentence_is_kept(catalogue: Catalog):
    changed = [
        message.id
        for message in catalogue
        if isinstance(message.id, str)
        and message.id
        and set(PLACE.findall(message.id)) != set(PLACE.findall(singular(message.string)))
    ]

    assert not changed


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: Catalog):
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}

    assert compiled == {message.id: message.string for message in catalogue if message.id and message.string}
