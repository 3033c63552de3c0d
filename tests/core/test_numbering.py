"""Series of numbers: one an office, kind and year. That many writers leave no gap is tested with papers."""

import pytest

from app.core.numbering import document_number, next_serial


def test_each_series_begins_at_one(work):
    with work():
        assert [next_serial("cn/", "检案", 2022) for _ in range(3)] == [1, 2, 3]
        assert next_serial("cn/", "责改", 2022) == 1
        assert next_serial("cn/44/", "检案", 2022) == 1
        assert next_serial("cn/", "检案", 2023) == 1
        assert next_serial("cn/", "检案", 2022) == 4


def test_a_number_undone_is_given_again(work):
    with pytest.raises(ZeroDivisionError), work():
        assert next_serial("cn/", "检案", 2022) == 1
        raise ZeroDivisionError

    with work():
        assert next_serial("cn/", "检案", 2022) == 1


def test_the_number_as_printed():
    assert document_number("京网信", "责改", 2022, 7) == "京网信责改〔2022〕第7号"
