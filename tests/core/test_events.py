"""Facts handed upward, and sockets that upper rooms plug into."""

from collections import defaultdict
from dataclasses import dataclass

import pytest

from app.core import events
from app.core.events import Socket


@dataclass(frozen=True)
class Served:
    number: str


@dataclass(frozen=True)
class ServedByPost(Served):
    pass


@pytest.fixture(autouse=True)
def no_handlers(monkeypatch):
    monkeypatch.setattr(events, "_handlers", defaultdict(list))


def test_a_fact_reaches_its_handlers_in_the_order_of_registration():
    heard = []
    events.on(Served, lambda fact: heard.append(("first", fact.number)))
    events.on(Served, lambda fact: heard.append(("second", fact.number)))

    events.publish(Served("1号"))

    assert heard == [("first", "1号"), ("second", "1号")]


def test_a_handler_registered_twice_is_called_once():
    heard = []
    events.on(Served, heard.append)
    events.on(Served, heard.append)

    events.publish(Served("1号"))

    assert heard == [Served("1号")]


def test_a_handler_hears_its_own_kind_of_fact_alone():
    heard = []
    events.on(Served, heard.append)

    events.publish(ServedByPost("2号"))
    events.publish("served")

    assert heard == []


def test_what_a_handler_refuses_reaches_whoever_announced():
    def refuse(_fact):
        raise ValueError("not now")

    events.on(Served, refuse)

    with pytest.raises(ValueError, match="not now"):
        events.publish(Served("1号"))


def test_a_socket_keeps_its_plugs_in_order_and_each_once():
    socket = Socket()

    assert [socket.plug(plug) for plug in ("b", "a", "b")] == ["b", "a", "b"]
    assert list(socket) == ["b", "a"]
