"""The browser executes nothing and styles nothing that did not come from a file of ours (strict content policy)."""

import re

import pytest

from tests.architecture.source import name_of, templates

FORBIDDEN = {
    r"\sstyle\s*=": "style attribute: write a class in the style sheet",
    r"<style\b": "style element: write it into the style sheet",
    r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)": "inline script: put it into a file of static/",
    r"\son[a-z]+\s*=": "event attribute: listen in a file of static/",
    r"\shx-on\b": "htmx would have to evaluate code: listen in a file of static/",
    r"javascript:": "script in an address",
}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_brings_no_code_and_no_style_of_its_own(path):
    page = JINJA.sub("", path.read_text())
    found = [reason for pattern, reason in FORBIDDEN.items() if re.search(pattern, page)]

    assert not found


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_escapes_everything(path):
    assert not re.search(r"\|\s*safe\b|autoescape false", path.read_text()), "what is markup is made by a macro"


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_lies_in_the_folder_of_its_room(path):
    room, _, folder = path.parts[path.parts.index("app") + 1 :][:3]

    assert room == "web" or folder == room, "templates/<room>/, so that no two rooms have the same name for two pages"
