"""Erasing the content of an event: one asks, another decides, both answer for the place; the log still verifies."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.permissions import Permission
from app.access.roles import ADMINISTRATORS, GRID, Role
from app.audit.models import AuditEvent, AuditRedaction
from app.audit.operations import record
from app.audit.reading import opening, redaction
from app.audit.states import REDACTION, RedactionState
from app.audit.verifying.verification import verify
from app.cases.models import CaseFile
from app.core import db
from app.core.errors import IllegalTransition, NotFound, NotPermitted, RuleViolated, Stale, StepUp
from tests.factories.audit import PROVINCE, REASON, TITLE_AFTER
from tests.factories.cases import make_grant
from tests.factories.organisation import make_actor

WHY = {"reason": "包含个人信息", "legal_basis": "《个人信息保护法》第47条"}
ENGLISH = {"Accept-Language": "en"}


def ask(work, scene, name="head", about="own"):
    with work(scene.readers[name]):
        return redaction.ask(1, scene.events[about], **WHY, actor=scene.readers[name]).id


def decide(work, asked, actor, step="approve", **values):
    with work(actor):
        found = redaction.redaction(asked, actor=actor)
        redaction.STEPS[step](found, **({"version": found.version, "reason": None} | values), actor=actor)


def stored(work, asked):
    with work() as session:
        found = session.get_one(AuditRedaction, asked)
        return found.state, found.asked_by, found.decided_by


def body_of(work, seq):
    with work() as session:
        return session.scalar(select(AuditEvent.body).where(AuditEvent.seq == seq))


def newest(work, action):
    with work(), db.session() as session:
        found = session.scalar(
            select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq.desc()).limit(1)
        )
        session.expunge(found)
        return found


def test_who_may_erase_stands_in_the_grid():
    holders = {role for role in Role if Permission.AUDIT_REDACT in GRID[role]}
    assert holders == {Role.HEAD, Role.COORDINATOR}
    assert not holders & ADMINISTRATORS


def test_two_persons_erase_the_content_and_the_log_still_verifies(scene, work):
    head, province = scene.readers["head"], scene.readers["province head"]
    asked = ask(work, scene)
    assert body_of(work, scene.events["own"]) is not None
    decide(work, asked, province)
    assert stored(work, asked) == (RedactionState.DONE, head.id, province.id)
    with work() as session:
        erased = session.scalar(select(AuditEvent).where(AuditEvent.seq == scene.events["own"]))
        assert (erased.body, erased.actor, erased.actor_id) == (None, None, None)
        (found,) = verify(session.connection())
    assert (found.fault, found.redacted) == (None, 1)


def test_the_erasure_is_an_event_that_names_the_event_both_persons_and_why(scene, work):
    asked = ask(work, scene)
    decide(work, asked, scene.readers["province head"])
    for action, who in (("redaction.asked", "head"), ("audit.redacted", "province head")):
        found = newest(work, action)
        body = json.loads(found.body)
        assert found.object == f"audit_event:1:{scene.events['own']}"
        assert found.case_file_id == scene.case_id
        assert body["reason"] == WHY["reason"]
        assert body["actor"] == f"user:{scene.readers[who].id}"
    assert body["after"] == {
        "log": 1,
        "seq": scene.events["own"],
        "asked_by": str(scene.readers["head"].id),
        "decided_by": str(scene.readers["province head"].id),
        "legal_basis": WHY["legal_basis"],
    }


def test_nothing_of_the_content_stays_in_the_row(scene, work):
    decide(work, ask(work, scene), scene.readers["province head"])
    with work() as session:
        row = session.connection().exec_driver_sql(f"SELECT * FROM audit_event WHERE seq = {scene.events['own']}").one()
    told = " ".join(bytes(value).decode("latin-1") if isinstance(value, bytes) else str(value) for value in row)
    member = scene.readers["member"].id
    for secret in (REASON, TITLE_AFTER, str(member), member.hex):
        assert secret not in told


def test_nobody_decides_what_the_own_person_asked_for(scene, work):
    asked = ask(work, scene)
    with pytest.raises(RuleViolated, match="second person"):
        decide(work, asked, scene.readers["head"])
    assert stored(work, asked)[0] is RedactionState.ASKED


def test_the_database_refuses_one_person_for_two(scene, work):
    asked = ask(work, scene)
    with pytest.raises(IntegrityError, match=r"second_person|CHECK"), work() as session:
        found = session.get_one(AuditRedaction, asked)
        found.state, found.decided_by = RedactionState.DONE, found.asked_by
        session.flush()


COMPETENT = {
    "own": {"head", "province head", "coordinator"},
    "secret": {"head"},
    "office": {"coordinator"},
    "elsewhere": {"coordinator"},
}
"""Those who answer for the personal data in the events of a case, and in those without one."""


@pytest.mark.parametrize("about", COMPETENT)
def test_who_may_ask(scene, work, about):
    able = set()
    for name, reader in scene.readers.items():
        try:
            with work(reader) as session:
                redaction.ask(1, scene.events[about], **WHY, actor=reader)
                session.rollback()
                able.add(name)
        except (NotFound, NotPermitted, RuleViolated):
            pass
    assert able == COMPETENT[about]


def test_who_may_decide(scene, work):
    asked = ask(work, scene, "coordinator")
    able = set()
    for name, reader in scene.readers.items():
        try:
            with work(reader) as session:
                found = redaction.redaction(asked, actor=reader)
                redaction.approve(found, version=found.version, actor=reader)
                session.rollback()
                able.add(name)
        except (NotFound, NotPermitted, RuleViolated):
            pass
    assert able == {"head", "province head"}


def test_a_grant_to_read_is_no_right_to_erase(scene, work):
    with work():
        make_grant(db.session().get_one(CaseFile, scene.case_id), scene.readers["foreign head"])
    foreign = scene.readers["foreign head"]
    with work(foreign):
        assert opening.event(1, scene.events["own"], actor=foreign).content
        with pytest.raises(RuleViolated, match="jurisdiction"):
            redaction.ask(1, scene.events["own"], **WHY, actor=foreign)


def test_both_prove_who_they_are(scene, work):
    asked = ask(work, scene)
    for name, act in {
        "head": lambda actor: redaction.ask(1, scene.events["secret"], **WHY, actor=actor),
        "province head": lambda actor: redaction.approve(
            redaction.redaction(asked, actor=actor), version=None, actor=actor
        ),
    }.items():
        unproven = replace(scene.readers[name], proven=False)
        with pytest.raises(StepUp), work(unproven):
            act(unproven)


def test_a_refusal_has_a_reason_and_leaves_the_event(scene, work):
    asked, province = ask(work, scene), scene.readers["province head"]
    with pytest.raises(RuleViolated, match="reason"):
        decide(work, asked, province, "refuse")
    decide(work, asked, province, "refuse", reason="仍需作为证据")
    assert stored(work, asked) == (RedactionState.REFUSED, scene.readers["head"].id, province.id)
    assert body_of(work, scene.events["own"]) is not None
    assert newest(work, "redaction.refused").case_file_id == scene.case_id
    assert ask(work, scene) != asked


def test_an_event_is_asked_about_once_and_erased_once(scene, work):
    asked = ask(work, scene)
    with pytest.raises(RuleViolated, match="already"):
        ask(work, scene, "province head")
    decide(work, asked, scene.readers["province head"])
    with pytest.raises(RuleViolated, match="erased already"):
        ask(work, scene)
    with pytest.raises(IllegalTransition):
        decide(work, asked, scene.readers["province head"])


def test_a_screen_of_an_older_version_decides_nothing(scene, work):
    with pytest.raises(Stale):
        decide(work, ask(work, scene), scene.readers["province head"], version=99)


@pytest.mark.parametrize("action", ["audit.redacted", "redaction.asked", "role.granted", "user.ended"])
def test_events_about_the_log_and_about_rights_keep_their_content(scene, work, action):
    with work():
        record(action, "thing:1", actor=scene.readers["coordinator"])
    seq, coordinator = newest(work, action).seq, scene.readers["coordinator"]
    with work(coordinator), pytest.raises(RuleViolated, match="keep their content"):
        redaction.ask(1, seq, **WHY, actor=coordinator)


@pytest.mark.parametrize("state", RedactionState)
@pytest.mark.parametrize("step", REDACTION.transitions)
def test_only_what_is_asked_for_is_decided(state, step):
    assert (state in REDACTION.transitions[step].sources) is (state is RedactionState.ASKED)


def test_the_way_of_an_erasure_through_the_pages(acting, scene, work):
    seq = scene.events["own"]
    head, province = acting(scene.readers["head"]), None
    assert f'href="/audit/events/1/{seq}/redaction"' in head.get(f"/audit/events/1/{seq}").get_data(as_text=True)
    refused = head.post(f"/audit/events/1/{seq}/redaction", data={"reason": ""}, headers=ENGLISH)
    assert refused.status_code == 422
    asked = head.post(f"/audit/events/1/{seq}/redaction", data=WHY, headers=ENGLISH)
    assert (asked.status_code, asked.location) == (303, "/audit/redactions")
    own_list = head.get("/audit/redactions", headers=ENGLISH).get_data(as_text=True)
    assert "A second person has to do this" in own_list
    with work() as session:
        (made,) = session.scalars(select(AuditRedaction))
        place, version = f"/audit/redactions/{made.id}", made.version
    province = acting(scene.readers["province head"])
    assert f'action="{place}/approve"' in province.get("/audit/redactions", headers=ENGLISH).get_data(as_text=True)
    assert province.post(f"{place}/magic").status_code == 404
    assert province.post(f"{place}/approve", data={"version": version}).status_code == 303
    page = province.get(f"/audit/events/1/{seq}", headers=ENGLISH).get_data(as_text=True)
    assert "was erased" in page
    assert REASON not in page
    case = province.get(f"/cases/{scene.case_id}/papers", headers=ENGLISH).get_data(as_text=True)
    assert "Its content was erased from the log." in case
    assert REASON not in case
    assert "Content of an event erased" in case


def test_requests_of_another_province_are_not_there(acting, scene, work):
    asked = ask(work, scene)
    foreign = acting(scene.readers["foreign head"])
    assert WHY["reason"] not in foreign.get("/audit/redactions").get_data(as_text=True)
    assert foreign.post(f"/audit/redactions/{asked}/approve").status_code == 404


@pytest.mark.parametrize("name", ["member", "observer", "colleague", "auditor", "security admin"])
def test_without_the_right_nothing_of_it_is_offered(acting, scene, name):
    browser, seq = acting(scene.readers[name]), scene.events["own"]
    assert browser.get("/audit/redactions").status_code == 403
    assert browser.post(f"/audit/events/1/{seq}/redaction", data=WHY).status_code == 403
    assert "/redaction" not in browser.get(f"/audit/events/1/{seq}").get_data(as_text=True)


def test_the_menu_counts_what_waits_for_the_reader(scene, work):
    ask(work, scene)
    waiting = {}
    for name in ("head", "province head", "coordinator", "foreign head"):
        with work(scene.readers[name]):
            waiting[name] = redaction.waiting(scene.readers[name])
    assert waiting == {"head": 0, "province head": 1, "coordinator": 1, "foreign head": 0}


def test_a_deputy_of_the_same_office_may_decide(scene, work):
    with work():
        second = make_actor(Role.HEAD, path=PROVINCE)
    asked = ask(work, scene, "province head")
    decide(work, asked, second)
    assert stored(work, asked)[0] is RedactionState.DONE
