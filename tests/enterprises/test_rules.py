"""Identifiers as the law and the published lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from app.core.errors import RuleViolated
from app.enterprises.rules import (
    TYPES,
    USCC_ALPHABET,
    Product,
    algorithm_type_of,
    check_digit_fits,
    filing_state_of,
    parse_filing_number,
    parse_products,
    require_uscc,
)
from app.enterprises.states import AlgorithmType, FilingState, PlatformKind

APP, SITE, MINI, OTHER = PlatformKind.APP, PlatformKind.SITE, PlatformKind.MINI_PROGRAM, PlatformKind.OTHER

VALID = "91110000600037341L"


@pytest.mark.parametrize(
    "typed", [VALID, f"  {VALID.lower()} ", "9111 0000-6000 3734 1L", "９１１１００００６０００３７３４１Ｌ"]
)
def test_a_credit_code_is_read_however_it_is_typed(typed):
    assert require_uscc(typed) == VALID


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "has 18 characters; this one has 0"),
        ("12345", "has 18 characters; this one has 5"),
        (VALID + "1", "has 18 characters; this one has 19"),
        ("9111000060003734OL", "Character 17 of the credit code, “O”"),
        ("91110000600037中41L"[:18], "Character 15 of the credit code, “中”"),
        ("A1110000600037341L", "does not begin as one"),
        ("911100AA600037341L", "does not begin as one"),
        ("91110000600037341M", "does not fit the others"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(typed, said):
    with pytest.raises(RuleViolated, match=said) as refused:
        require_uscc(typed)
    assert refused.value.field == "uscc"


bodies = st.tuples(
    st.sampled_from("0123456789Y"),
    st.text("0123456789", min_size=7, max_size=7),
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
).map("".join)


@given(bodies)
def test_a_code_is_valid_with_its_check_digit_and_no_other(body):
    digit = stdnum_uscc.calc_check_digit(body)
    assert require_uscc(body + digit) == body + digit
    for other in set(USCC_ALPHABET) - {digit}:
        with pytest.raises(RuleViolated):
            require_uscc(body + other)


@given(st.one_of(st.text(USCC_ALPHABET + "IOSVZ", min_size=17, max_size=19), bodies.map(lambda b: b + "0")))
def test_codes_not_beginning_with_y_are_judged_as_stdnum_does(typed):
    if typed.startswith("Y"):
        return
    try:
        require_uscc(typed)
    except RuleViolated:
        assert not stdnum_uscc.is_valid(typed)
    else:
        assert stdnum_uscc.is_valid(typed)


def test_a_filing_number_is_taken_apart():
    number = parse_filing_number(" 网信算备110108224236606220017号 ")
    assert (number.division_code, number.subject_number, number.type_code) == ("110108", "2242366", "06")
    assert (number.year, number.serial, number.check_digit_ok) == (2022, 1, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110108224236606220017",
        "网信算备11010822423660622001号",
        "网信算备1101082242366062200170号",
        "网信算备１１０１０８２２４２３６６０６２２００１７号",
        "网信算备11010822423660622001a号",
        "网信算备110108224236606220017号。",
    ],
)
def test_the_shape_of_a_filing_number_is_hard(text):
    with pytest.raises(RuleViolated, match="21 digits") as refused:
        parse_filing_number(text)
    assert refused.value.field == "filing_number"


def test_the_check_digit_of_a_filing_number_only_warns():
    assert not parse_filing_number("网信算备440305295988702220055号").check_digit_ok


@given(st.text("0123456789", min_size=20, max_size=20))
def test_exactly_one_check_digit_fits_and_it_is_odd(digits):
    fitting = [last for last in "0123456789" if check_digit_fits(digits + last)]
    assert len(fitting) == 1
    assert int(fitting[0]) % 2 == 1


@pytest.mark.parametrize(
    ("cell", "products"),
    [
        ("网易新闻（APP）", [("网易新闻", APP)]),
        ("网易新闻（APP）、网易网（网站）", [("网易新闻", APP), ("网易网", SITE)]),
        ("微博（APP、网站、小程序）", [("微博", APP), ("微博", SITE), ("微博", MINI)]),
        ("腾讯新闻(APP)", [("腾讯新闻", APP)]),
        (
            "百度新闻（APP、网站）百度百科（APP、网站）、百度贴吧（APP、网站）等",
            [(name, kind) for name in ("百度新闻", "百度百科", "百度贴吧") for kind in (APP, SITE)],
        ),
        ("（欢太）浏览器（APP）", [("（欢太）浏览器", APP)]),
        ("聚好看（智能电视）", [("聚好看（智能电视）", OTHER)]),
        ("甲产品、乙产品（app）", [("甲产品", OTHER), ("乙产品", APP)]),
        ("甲产品", [("甲产品", OTHER)]),
        ("甲（APP）、甲（APP）", [("甲", APP)]),
        ("", []),
        ("、等", []),
    ],
)
def test_products_are_read_from_their_cell(cell, products):
    assert parse_products(cell) == [Product(*product) for product in products]


@given(st.text("甲乙（）()、等APP网站小程序 ", max_size=60))
def test_no_product_cell_breaks_the_reading(cell):
    products = parse_products(cell)
    assert len(set(products)) == len(products)
    assert all(product.name.strip() for product in products)


def test_the_types_of_later_lists_are_types_of_the_law():
    assert algorithm_type_of(" 信息检索类 ") == algorithm_type_of("内容过滤类") == AlgorithmType.RETRIEVAL_FILTERING
    assert set(TYPES.values()) == set(AlgorithmType)
    with pytest.raises(RuleViolated, match="not a type of algorithm"):
        algorithm_type_of("推荐")


def test_a_filing_is_cancelled_where_the_list_says_so():
    assert filing_state_of("已注销") == FilingState.CANCELLED
    assert filing_state_of("2023年12月新增算法使用产品") == FilingState.FILED
