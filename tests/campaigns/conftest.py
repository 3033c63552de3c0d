"""The campaigns of the tests: the real one, and an invented one on another legal basis in another year."""

import json
from importlib.resources import files

import pytest

from app.access.actor import operator
from app.legal import operations as legal


@pytest.fixture
def law(work) -> None:
    with work():
        legal.load(actor=operator("tests"))


@pytest.fixture
def qinglang() -> bytes:
    return files("app.campaigns").joinpath("data", "qinglang-2022.json").read_bytes()


@pytest.fixture
def invented() -> dict:
    """Invented: no such campaign took place."""
    return {
        "key": "invented-2025",
        "name_zh": "虚构专项行动",
        "name_en": "Invented campaign",
        "aim_zh": "仅用于测试。",
        "aim_en": "For tests only.",
        "instrument": "administrative_penalty_law",
        "announced_on": "2025-03-03",
        "planned_close": "2025-09-30",
        "workstreams": [
            {
                "key": "stocktaking",
                "name_zh": "摸底",
                "name_en": "Taking stock",
                "asks_zh": "摸清底数。",
                "asks_en": "Find out what there is.",
                "starts_on": "2025-03-03",
                "ends_on": "2025-05-31",
            },
            {
                "key": "algorithm_filing",
                "name_zh": "备案",
                "name_en": "Filing",
                "asks_zh": "完成备案。",
                "asks_en": "Finish the filings.",
                "starts_on": "2025-06-01",
                "ends_on": "2025-09-30",
            },
        ],
    }


@pytest.fixture
def written():
    return lambda data: json.dumps(data, ensure_ascii=False).encode()
