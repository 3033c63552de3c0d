"""Division codes: every code of the published filing lists is known, everything else gets a sentence."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.organisation import divisions

FILING_LIST_CODES = [
    "110101",
    "110105",
    "110107",
    "110108",
    "110114",
    "120116",
    "310107",
    "310109",
    "310110",
    "310115",
    "320102",
    "320105",
    "320114",
    "320506",
    "330105",
    "330106",
    "330108",
    "330109",
    "330110",
    "340104",
    "350203",
    "370212",
    "420103",
    "420111",
    "420115",
    "430105",
    "440105",
    "440106",
    "440113",
    "440303",
    "440305",
    "440306",
    "440607",
    "500112",
    "510107",
    "520102",
]


@pytest.mark.parametrize("code", FILING_LIST_CODES)
def test_every_code_of_the_filing_lists_is_known(code: str) -> None:
    assert divisions.known(code)
    assert divisions.name(code)


def test_the_table_holds_31_provinces_and_342_cities() -> None:
    assert sum(len(code) == 2 for code in divisions.table()) == 31
    assert sum(len(code) == 4 for code in divisions.table()) == 342


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("44", "广东省"),
        ("4403", "广东省深圳市"),
        ("440305", "广东省深圳市"),
        ("110108", "北京市"),
        ("500200", "重庆市"),
        ("659001", "新疆维吾尔自治区"),
        ("513221", "四川省阿坝藏族羌族自治州"),
    ],
)
def test_a_code_is_named_by_province_and_city(code: str, name: str) -> None:
    assert divisions.name(code) == name


@pytest.mark.parametrize("code", ["", "4", "440", "44030", "4403055", "44030x", "４４０３", "4403 5", "-44030"])
def test_what_is_no_code_is_refused_with_its_form(code: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        divisions.require_known(code, field="division_code")
    assert refused.value.field == "division_code"
    assert "2, 4 or 6 digits" in str(refused.value)


@pytest.mark.parametrize("code", ["99", "71", "4499", "990101", "449901", "660101"])
def test_an_unknown_division_is_refused_by_name(code: str) -> None:
    assert not divisions.known(code)
    with pytest.raises(RuleViolated, match=code):
        divisions.name(code)


@pytest.mark.parametrize(
    ("code", "city"), [("4403", True), ("1101", False), ("5002", False), ("4190", False), ("44", False)]
)
def test_placeholders_are_no_cities(code: str, city: bool) -> None:
    assert divisions.is_city(code) is city


@given(st.text(alphabet="0123456789", min_size=6, max_size=6))
def test_a_county_is_known_exactly_when_its_city_is(code: str) -> None:
    assert divisions.known(code) == divisions.known(code[:4])


@given(st.sampled_from(FILING_LIST_CODES))
def test_paths_lead_from_the_nearest_office_to_the_national_one(code: str) -> None:
    paths = divisions.paths_over(code)
    assert paths[-1] == "cn/"
    assert all(near.startswith(far) for near, far in itertools.pairwise(paths))
    assert paths[0].endswith(f"/{code[:4]}/")
