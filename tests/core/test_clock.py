"""The two clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock


@pytest.fixture
def offset_file(tmp_path):
    """The demo's offset is kept here; afterwards there is none, as before."""
    clock.keep_offset_in(tmp_path / "demo" / "clock.json")
    yield tmp_path / "demo" / "clock.json"
    clock.keep_offset_in(None)


def test_without_an_offset_business_time_is_the_machines():
    assert clock.now() == clock.wall() == datetime(2022, 9, 28, 1, tzinfo=UTC)


def test_the_day_begins_at_midnight_in_shanghai(frozen):
    frozen.move_to(datetime(2022, 9, 28, 15, 59, 59, tzinfo=UTC))
    assert clock.today() == date(2022, 9, 28)
    frozen.shift(timedelta(seconds=1))
    assert clock.today() == date(2022, 9, 29)


def test_an_hour_in_shanghai_is_a_moment_in_utc():
    assert clock.at(date(2022, 10, 11), 9, 12) == datetime(2022, 10, 11, 1, 12, tzinfo=UTC)
    assert clock.local(clock.at(date(2022, 10, 11), 9, 12)).hour == 9


def test_a_shift_moves_business_time_alone_and_keeps_running(offset_file, frozen):
    clock.shift_to(clock.at(date(2022, 10, 11), 9))
    assert clock.today() == date(2022, 10, 11)
    assert clock.wall() == clock.at(date(2022, 9, 28), 9)

    frozen.shift(timedelta(hours=1))
    assert clock.now() == clock.at(date(2022, 10, 11), 10)
    assert [path.name for path in offset_file.parent.iterdir()] == ["clock.json"]


def test_the_demo_can_be_moved_back(offset_file):
    clock.shift_to(clock.at(date(2022, 12, 1)))
    clock.shift_to(clock.at(date(2022, 4, 8)))

    assert clock.today() == date(2022, 4, 8)


def test_before_the_first_shift_there_is_no_offset(offset_file):
    assert clock.offset() == timedelta()


def test_outside_the_demo_time_can_not_be_shifted():
    with pytest.raises(RuntimeError, match="demo only"):
        clock.shift_to(clock.at(date(2022, 10, 11)))


def test_pinned_time_stands_still_and_ends_with_its_block(frozen):
    with clock.pinned(clock.at(date(2022, 4, 8))):
        frozen.shift(timedelta(days=1))
        assert clock.today() == date(2022, 4, 8)
        with clock.pinned(clock.at(date(2022, 4, 9))):
            assert clock.today() == date(2022, 4, 9)
        assert clock.today() == date(2022, 4, 8)
        assert clock.wall() == clock.at(date(2022, 9, 29), 9)
    assert clock.today() == date(2022, 9, 29)
