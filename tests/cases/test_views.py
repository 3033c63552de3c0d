"""The shared page of a case, seen through its tab of papers."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.audit.models import AuditEvent
from app.cases.states import EmbargoUntil
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def scene(work):
    with work():
        member, colleague = make_actor(Role.INSPECTOR), make_actor(Role.INSPECTOR)
        foreign, administrator = make_actor(Role.INSPECTOR, path="cn/33/"), make_actor(Role.SYSTEM_ADMIN)
        case = make_case(team=(member,))
        secret = make_case(team=(member,), number=None, embargoed_until=EmbargoUntil.NOTICE_SERVED)
        return SimpleNamespace(
            member=member,
            colleague=colleague,
            foreign=foreign,
            administrator=administrator,
            case=case.id,
            number=case.number,
            title=case.title,
            secret=secret.id,
        )


def read(acting, actor, case_id):
    return acting(actor).get(f"/cases/{case_id}/papers", headers=ENGLISH)


def test_the_head_names_number_and_matter_and_the_tabs_lead_on(acting, scene):
    page = read(acting, scene.colleague, scene.case).get_data(as_text=True)

    assert scene.number in page
    assert scene.title in page
    assert f'href="/cases/{scene.case}/evidence"' in page
    assert "Under embargo" not in page
    assert "is-on-screen" in page


def test_an_embargoed_case_says_so_and_has_no_number_yet(acting, scene):
    page = read(acting, scene.member, scene.secret).get_data(as_text=True)

    assert "not yet numbered" in page
    assert "until the inspection notice is served" in page


def test_each_reading_is_an_event_that_does_not_crowd_the_timeline(acting, scene, work):
    read(acting, scene.colleague, scene.case)
    page = read(acting, scene.member, scene.case).get_data(as_text=True)

    assert "Person admitted to the case" in page
    assert "Case file read" not in page
    with work() as session:
        readers = select(AuditEvent.actor_id).where(AuditEvent.action == "case.read").order_by(AuditEvent.seq)
        assert session.scalars(readers).all() == [scene.colleague.id, scene.member.id]


def test_the_address_of_a_case_leads_to_its_first_tab(acting, scene):
    answer = acting(scene.member).get(f"/cases/{scene.case}")

    assert answer.status_code == 302
    assert answer.location.startswith(f"/cases/{scene.case}/")


@pytest.mark.parametrize("page", ["", "/papers", "/evidence"])
@pytest.mark.parametrize(
    ("who", "which", "status"),
    [
        ("foreign", "case", 404),
        ("foreign", "secret", 404),
        ("colleague", "secret", 404),
        ("administrator", "case", 403),
        ("administrator", "secret", 403),
    ],
)
def test_nobody_else_opens_a_page_of_the_case(acting, scene, work, page, who, which, status):
    actor, case_id = getattr(scene, who), getattr(scene, which)

    assert acting(actor).get(f"/cases/{case_id}{page}").status_code == status
    with work() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.action == "case.read")).all() == []
