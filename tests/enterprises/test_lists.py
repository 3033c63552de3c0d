"""Published lists as files: encodings, headers, rows and what is said of broken ones."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.enterprises.lists import read_list
from tests.factories.enterprises import as_csv, listed, published


@pytest.mark.parametrize(("batch", "rows"), [("2022-08", 30), ("2022-10", 70)])
def test_the_real_lists_are_read_whole(batch, rows):
    read = read_list(published(), batch)
    assert (len(read.rows), read.errors) == (rows, [])
    assert [row.seq_no for row in read.rows] == list(range(1, rows + 1))


def test_one_official_number_breaks_the_check_digit():
    rows = [row for batch in ("2022-08", "2022-10") for row in read_list(published(), batch).rows]
    assert [(row.batch, row.seq_no) for row in rows if not row.number.check_digit_ok] == [("2022-10", 67)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_spreadsheet_programs_are_read(encoding):
    content = published().decode().encode(encoding)
    assert read_list(content, "2022-08") == read_list(published(), "2022-08")


def refused_file(content: bytes, batch: str = "2022-08") -> RuleViolated:
    with pytest.raises(RuleViolated) as refused:
        read_list(content, batch)
    return refused.value


def test_a_damaged_encoding_is_refused_and_not_read_as_another():
    content = published()
    cut = content[:2000] + b"\xff" + content[2001:]
    assert "damaged" in str(refused_file(cut))
    assert "damaged" in str(refused_file(published().decode().encode("gb18030")[:-40] + b"\xff\xff"))
    assert refused_file(cut).field == "file"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "name the columns"),
        (b"PK\x03\x04\0\0", "not a text file"),
        (published()[:50].decode().encode("utf-16"), "not a text file"),
        ("序号,算法名称\n1,推荐".encode(), r"missing: 算法类别 \(algorithm_type\)"),
        (as_csv(listed(批注="")).replace("批注".encode(), "序号".encode()), "names a column twice"),
        (as_csv(), "no row below"),
        (as_csv(listed()) + b'"', "no valid CSV at line 3"),
    ],
)
def test_a_file_that_is_no_list_is_told_what_it_lacks(content, said):
    with pytest.raises(RuleViolated, match=said):
        read_list(content, "2022-08")


def test_a_batch_that_the_file_does_not_have_is_named():
    refused = refused_file(published(), "2023-01")
    assert refused.field == "batch"
    assert "2022-08, 2022-10" in str(refused)
    assert refused_file(published(), "2022/08").field == "batch"


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"备案编号": "网信算备44030529294700222001号"}, "filing_number", "21 digits"),
        ({"算法类别": "推荐"}, "algorithm_type", "not a type"),
        ({"主体名称": " "}, "company_name", "empty"),
        ({"主体名称": "长" * 201}, "company_name", "at most 200"),
        ({"序号": "一"}, "seq_no", "whole number"),
        ({"应用产品": "、"}, "product", "No product"),
        ({"division_code": "110101"}, "division_code", "not the one in the filing number, 440305"),
        ({"published_on": "2022-02-30"}, "published_on", "as 2022-08-12"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column(changes, column, said):
    right = {"division_code": "", "published_on": ""}
    read = read_list(as_csv(listed("网信算备440305292947002220021号") | right, listed() | right | changes), "2022-08")
    assert len(read.rows) == 1
    assert [(error.row, error.column) for error in read.errors] == [(3, column)]
    assert said in str(read.errors[0].message)


def test_every_fault_of_a_row_is_told_at_once():
    read = read_list(as_csv(listed(序号="", 算法类别="推荐", 主要用途="")), "2022-08")
    assert [error.column for error in read.errors] == ["seq_no", "algorithm_type", "main_use"]


def test_a_row_of_another_length_does_not_shift_the_others():
    content = as_csv(listed()) + b"1,2\r\n\r\n" + as_csv(listed("网信算备440305292947002220021号")).split(b"\r\n")[1]
    read = read_list(content, "2022-08")
    assert [row.row for row in read.rows] == [2, 5]
    assert [(error.row, str(error.message)) for error in read.errors] == [(3, "The row has 2 cells, the header 8.")]


def test_a_number_stands_in_a_list_once():
    read = read_list(as_csv(listed(), listed()), "2022-08")
    assert len(read.rows) == 1
    assert "row 2 already" in str(read.errors[0].message)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(content):
    for header in (b"", as_csv()):
        with suppress(RuleViolated):
            read_list(header + content, "2022-08")
