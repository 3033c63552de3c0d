"""Loading the law: an act with its event, done once."""

import json

import pytest
from sqlalchemy import func, select

from app.access.actor import operator
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core.errors import NotPermitted
from app.legal import operations
from app.legal.models import DeadlineRule, Instrument, PenaltyLadder, Provision
from app.legal.sources import SOURCES
from tests.factories.organisation import PREPARED

EXPECTED = {
    "instrument": 25,
    "provision": 40,
    "penalty_ladder": 4,
    "neighbouring_rule": 6,
    "deadline_rule": 33,
    "document_kind": 31,
}


def load(work):
    with work():
        return operations.load(actor=operator("tests"))


def events(work):
    with work() as session:
        bodies = session.scalars(
            select(AuditEvent.body).where(AuditEvent.action == "legal.loaded").order_by(AuditEvent.seq)
        )
        return [json.loads(body) for body in bodies]


def test_a_load_fills_every_table_and_says_so_once(work):
    loaded = load(work)
    assert loaded.made == EXPECTED
    assert (loaded.changed, loaded.unchanged) == ({}, 0)
    [body] = events(work)
    assert body["after"]["made"] == EXPECTED
    assert set(body["after"]["files"]) == {name for name, _model, _identity in SOURCES}
    assert all(len(digest) == 64 for digest in body["after"]["files"].values())


def test_a_second_load_changes_nothing_and_records_nothing(work):
    load(work)
    again = load(work)
    assert (again.made, again.changed, again.unchanged) == ({}, {}, sum(EXPECTED.values()))
    assert len(events(work)) == 1


def test_a_row_that_differs_from_its_file_is_corrected_and_named(work):
    load(work)
    with work() as session:
        rule = session.scalar(select(DeadlineRule).where(DeadlineRule.key == "fine_payment"))
        rule.amount = 14
        ladder = session.scalar(select(PenaltyLadder).where(PenaltyLadder.article == "31"))
        ladder.tiers = []
        record(PREPARED, rule, actor=operator("tests"))
    again = load(work)
    assert again.changed == {
        "deadline_rule": ["fine_payment 2021-07-15"],
        "penalty_ladder": ["algorithm_provisions 31 2022-03-01"],
    }
    with work() as session:
        assert session.scalar(select(DeadlineRule.amount).where(DeadlineRule.key == "fine_payment")) == 15
    assert events(work)[1]["after"]["changed"] == again.changed


def test_a_row_no_file_names_stays(work):
    load(work)
    with work() as session:
        old = session.scalar(select(Instrument).where(Instrument.key == "labour_law"))
        old.key = "repealed_law"
        record(PREPARED, old, actor=operator("tests"))
    assert load(work).made == {"instrument": 1}
    with work() as session:
        assert session.scalar(select(func.count(Instrument.id))) == EXPECTED["instrument"] + 1


def test_an_inspector_cannot_load_the_law(work, inspector):
    with pytest.raises(NotPermitted), work(inspector):
        operations.load(actor=inspector)
    with work() as session:
        assert session.scalar(select(func.count(Provision.id))) == 0


def test_the_command_loads_and_prints_json(app):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["legal", "load", "--json"])
    assert json.loads(first.output)["made"] == EXPECTED
    second = runner.invoke(args=["legal", "load"])
    assert second.output == f"0 rows made, 0 changed, {sum(EXPECTED.values())} left as they were.\n"
