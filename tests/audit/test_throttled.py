"""A flood of refusals does not flood the log."""

from time_machine import Traveller

from app.access.actor import Actor, job
from app.audit.jobs import tell_of_throttled
from app.audit.tlog.canonical import moment
from app.core import clock
from app.core.events import Refused, publish
from app.core.throttle import TOLD_AFTER
from tests.audit.conftest import ZHANG, Log, Work


def test_a_flood_of_refusals_from_outside_is_told_by_one_event(log: Log, work: Work, frozen: Traveller) -> None:
    def refuse(times: int, code: str = "csrf_failed", ip: str = "2001:db8::1") -> None:
        for _time in range(times):
            with log.unit():
                publish(Refused(code, 400, Actor(ZHANG.kind, label="anonymous", ip=ip), "/"))

    began = clock.wall()
    refuse(9)
    refuse(1, ip="2001:db8::2")
    assert log.actions() == ["access.refused"] * 5
    refuse(1, code="request_entity_too_large")
    refuse(1, ip="10.0.0.9")
    assert log.actions() == ["access.refused"] * 7
    frozen.shift(TOLD_AFTER)
    for _round in range(2):
        with work(job("tell-of-throttled")):
            tell_of_throttled()
    (*_before, told), (*_refused, body) = log.rows(), log.bodies()
    assert log.actions()[7:] == ["access.throttled"]
    assert (told.actor, told.object) == ("job:tell-of-throttled", "throttle:refusal:csrf_failed 2001:db8::/64")
    assert body["after"] == {"attempts": 5, "since": moment(began)}


def test_no_refusal_of_somebody_signed_in_is_left_out(log: Log) -> None:
    for _time in range(9):
        with log.unit():
            publish(Refused("not_permitted", 403, ZHANG, "/"))
    assert log.actions() == ["access.refused"] * 9
