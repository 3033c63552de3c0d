"""The server's own log: lines of JSON for a collector, readable text at a desk; never the values of variables."""

import json

import pytest
import structlog

from app import core


@pytest.fixture(autouse=True)
def kept():
    before = structlog.get_config()["processors"]
    yield
    structlog.configure(processors=before)


def fail_with(secret: str) -> None:
    try:
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger().exception("无法签名")


def test_a_line_of_json_has_level_time_and_what_went_wrong(capsys):
    core._log_as("json")
    fail_with("password of somebody")
    line = json.loads(capsys.readouterr().out)

    assert (line["level"], line["event"], line["timestamp"][:10]) == ("error", "无法签名", "2022-09-28")
    assert "ValueError: 20" in line["exception"]
    assert "password of somebody" not in line["exception"]


def test_a_line_of_text_shows_no_values_of_variables(capsys):
    core._log_as("text")
    fail_with("password of somebody")
    shown = capsys.readouterr().out

    assert "无法签名" in shown
    assert "ValueError: 20" in shown
    assert "password of somebody" not in shown
