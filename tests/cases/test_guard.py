"""Attempts to see what lies outside reach, in every way a query can be written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import and_, exists, func, literal, select, true, union, union_all, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, subqueryload

from app.access.actor import Actor, ActorKind, job
from app.access.roles import Role
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import EmbargoUntil
from app.core import clock
from app.core.ids import new_id
from app.documents.models import Document
from app.inspections.models import Inspection
from tests.factories.cases import make_case, make_document, make_grant
from tests.factories.inspections import make_cast, make_inspection
from tests.factories.organisation import make_actor, make_office


@dataclass
class House:
    """Guangdong's open and embargoed case, a paper in each, and everybody who may or may not see them."""

    open_id: UUID
    secret_id: UUID
    open_paper: UUID
    secret_paper: UUID
    actors: dict[str, Actor]


@pytest.fixture
def house(work) -> House:
    with work():
        office, other = make_office("cn/44/"), make_office("cn/33/")
        department = make_office("cn/44/telecom/")
        team = make_actor(Role.INSPECTOR)
        detached = make_actor(Role.INSPECTOR, path=department.path)
        granted, late = make_actor(Role.OBSERVER, path=other.path), make_actor(Role.OBSERVER, path=other.path)
        case = make_case(office, team=(team, detached))
        secret = make_case(
            office, team=(team, detached), number=None, embargoed_until=EmbargoUntil.NOTICE_SERVED, title="秘密对象"
        )
        make_grant(secret, granted)
        make_grant(secret, late, until=clock.today() - timedelta(days=1))
        papers = [make_document(found, team) for found in (case, secret)]
        actors = {
            "team": team,
            "detached": detached,
            "colleague": make_actor(Role.INSPECTOR),
            "head": make_actor(Role.HEAD),
            "national": make_actor(Role.COORDINATOR, path="cn/"),
            "national head": make_actor(Role.HEAD, path="cn/"),
            "department": make_actor(Role.INSPECTOR, path=department.path),
            "department head": make_actor(Role.HEAD, path=department.path),
            "foreign": make_actor(Role.INSPECTOR, path=other.path),
            "foreign head": make_actor(Role.HEAD, path=other.path),
            "city": make_actor(Role.HEAD, path="cn/44/4403/"),
            "granted": granted,
            "late": late,
            "administrator": make_actor(Role.SYSTEM_ADMIN),
            "auditor": make_actor(Role.AUDITOR),
            "anonymous": Actor(ActorKind.USER, "anonymous"),
            "job": job("tests"),
        }
        return House(case.id, secret.id, papers[0].id, papers[1].id, actors)


SEES = {
    "team": {"open", "secret"},
    "detached": {"open", "secret"},
    "colleague": {"open"},
    "head": {"open", "secret"},
    "national": {"open"},
    "national head": {"open"},
    "department": set(),
    "department head": set(),
    "foreign": set(),
    "foreign head": set(),
    "city": set(),
    "granted": {"secret"},
    "late": set(),
    "administrator": set(),
    "auditor": set(),
    "anonymous": set(),
    "job": {"open", "secret"},
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_which_case(house, work, who):
    names = {house.open_id: "open", house.secret_id: "secret"}
    with work(house.actors[who]) as session:
        cases = {names[found] for found in session.scalars(select(CaseFile.id))}
        papers = {names[found] for found in session.scalars(select(Document.case_file_id))}

    assert cases == papers == SEES[who]


def test_a_role_that_reads_no_case_sees_none_even_when_admitted(house, work):
    with work():
        administrator = make_actor(Role.SYSTEM_ADMIN)
        make_case(team=(administrator,))
    with work(administrator) as session:
        assert session.scalars(select(CaseFile)).all() == []


def test_a_path_that_only_looks_alike_is_not_within_reach(work):
    with work():
        make_case(make_office("cn/44/4403/"))
    lookalike = Actor(ActorKind.USER, "x", id=new_id(), reach="cn/4_/", roles=frozenset({Role.INSPECTOR}))
    with work(lookalike) as session:
        assert session.scalars(select(CaseFile)).all() == []


P = aliased(Document)
C = aliased(CaseFile)

Attempt = Callable[[Session, House], object]

ATTEMPTS: dict[str, Attempt] = {
    "list": lambda s, h: s.scalars(select(Document)).all(),
    "by id": lambda s, h: s.scalar(select(Document).where(Document.id == h.secret_paper)),
    "get": lambda s, h: s.get(Document, h.secret_paper),
    "get the case": lambda s, h: s.get(CaseFile, h.secret_id),
    "column": lambda s, h: s.scalars(select(Document.title)).all(),
    "count": lambda s, h: s.scalar(select(func.count(Document.id))),
    "count from": lambda s, h: s.scalar(select(func.count()).select_from(Document)),
    "count of a subquery": lambda s, h: s.scalar(select(func.count()).select_from(select(Document).subquery())),
    "count of a column subquery": lambda s, h: s.scalar(
        select(func.count()).select_from(select(Document.id).subquery())
    ),
    "exists alone": lambda s, h: s.scalar(select(exists().where(Document.id == h.secret_paper))),
    "exists of a select": lambda s, h: s.scalar(select(select(Document.id).exists())),
    "literal where exists": lambda s, h: s.scalar(select(literal(1)).where(exists().where(Document.id.is_not(None)))),
    "scalar subquery": lambda s, h: s.scalar(select(select(func.count(Document.id)).scalar_subquery())) or None,
    "scalar subquery with a literal": lambda s, h: s.execute(
        select(literal(0), select(func.max(Document.title)).scalar_subquery())
    ).one()[1],
    "in subquery": lambda s, h: s.scalar(select(literal(1)).where(literal(h.secret_id).in_(select(CaseFile.id)))),
    "alias": lambda s, h: s.scalars(select(P)).all(),
    "aliased case": lambda s, h: s.scalars(select(C)).all(),
    "alias of a subquery": lambda s, h: s.scalars(select(aliased(Document, select(Document).subquery()))).all(),
    "joined alias": lambda s, h: s.execute(
        select(P.title, C.title).select_from(P).join(C, C.id == P.case_file_id)
    ).all(),
    "join to the case": lambda s, h: s.execute(
        select(CaseFile.title).join(Document, Document.case_file_id == CaseFile.id)
    ).all(),
    "outer join": lambda s, h: s.execute(select(Document.title).outerjoin(CaseFile, true())).all(),
    "cross join": lambda s, h: s.execute(
        select(Document.title, CaseFile.title).select_from(Document).join(CaseFile, true())
    ).all(),
    "lateral": lambda s, h: s.execute(
        select(select(Document.title).where(Document.id == h.secret_paper).subquery().c.title)
    ).all(),
    "common table": lambda s, h: s.execute(select(select(Document.title).cte("x").c.title)).all(),
    "union": lambda s, h: s.execute(union(select(Document.title), select(CaseFile.title))).all(),
    "union as entities": lambda s, h: s.scalars(
        select(Document).from_statement(union_all(select(Document), select(Document)))
    ).all(),
    "union in a subquery": lambda s, h: s.execute(
        select(union_all(select(Document.title), select(CaseFile.title)).subquery().c.title)
    ).all(),
    "case": lambda s, h: s.scalar(select(func.coalesce(select(Document.title).limit(1).scalar_subquery(), None))),
    "legacy query": lambda s, h: s.query(Document).all(),
    "legacy count": lambda s, h: s.query(Document).count(),
    "legacy exists": lambda s, h: s.scalar(select(s.query(Document).exists())),
    "admissions": lambda s, h: s.scalars(select(CaseAccess)).all(),
    "embargo by its reason": lambda s, h: s.scalars(
        select(CaseFile.embargoed_until).where(and_(CaseFile.title == "秘密对象"))
    ).all(),
    "stream": lambda s, h: list(s.scalars(select(Document).execution_options(yield_per=10))),
    "distinct": lambda s, h: s.scalars(select(Document.title).distinct()).all(),
    "group": lambda s, h: s.execute(select(Document.state, func.count()).group_by(Document.state)).all(),
    "update": lambda s, h: s.execute(update(Document).values(title="x")).rowcount,
    "update one": lambda s, h: s.execute(update(CaseFile).where(CaseFile.id == h.secret_id).values(title="x")).rowcount,
    "update from a subquery": lambda s, h: (
        s.execute(update(Document).where(Document.case_file_id.in_(select(CaseFile.id))).values(title="x")).rowcount
    ),
    "delete": lambda s, h: s.execute(sql_delete(Document)).rowcount,
}


OUTSIDERS = ("foreign", "department", "administrator", "late", "anonymous")


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_statement_answers_the_team_and_nobody_outside(house, work, attempt):
    for who in (*OUTSIDERS, "team", *OUTSIDERS):
        with work(house.actors[who]) as session:
            assert bool(ATTEMPTS[attempt](session, house)) is (who == "team"), who
            session.rollback()


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_without_an_actor_they_raise(house, work, attempt):
    with work() as session:
        session.info["actor"] = None
        with pytest.raises(RuntimeError, match="needs an actor"):
            ATTEMPTS[attempt](session, house)


def test_a_colleague_does_not_count_the_embargoed_case(house, work):
    with work(house.actors["colleague"]) as session:
        assert session.scalar(select(func.count(CaseFile.id))) == 1
        assert session.scalar(select(func.count()).select_from(select(Document).subquery())) == 1
        assert session.execute(update(Document).values(title="x")).rowcount == 1
        session.rollback()


def test_an_alias_joined_to_visible_rows_shows_no_hidden_one(house, work):
    twin = aliased(Document)
    pairs = select(twin.id).select_from(Document).join(twin, twin.kind == Document.kind)
    cases = select(C.id).select_from(CaseFile).join(C, C.office_path == CaseFile.office_path)
    for who in ("team", "colleague", "foreign", "colleague", "team"):
        with work(house.actors[who]) as session:
            papers, found = set(session.scalars(pairs)), set(session.scalars(cases))
            visible = {"team": 2, "colleague": 1, "foreign": 0}[who]
            assert (len(papers), len(found)) == (visible, visible), who


def test_a_session_keeps_to_the_actor_it_has_now(house, work):
    with work(house.actors["team"]) as session:
        assert len(session.scalars(select(CaseFile.id)).all()) == 2
        session.info["actor"] = house.actors["foreign"]
        assert session.scalars(select(CaseFile.id)).all() == []


LOADERS = {"lazy": None, "joined": joinedload, "select in": selectinload, "subquery": subqueryload}


@pytest.mark.parametrize("loader", LOADERS)
def test_a_relationship_does_not_lead_outside_reach(house, work, loader):
    with work():
        cast = make_cast("cn/33/")
        inspection = make_inspection(cast)
        inspection.notice = make_document(make_case(), cast.leader)
        inspection_id = inspection.id
    with work(cast.leader) as session:
        load = LOADERS[loader]
        wanted = select(Inspection).where(Inspection.id == inspection_id)
        found = session.scalars(wanted.options(load(Inspection.notice)) if load else wanted).one()

        assert found.case_file is not None
        assert found.notice_id is not None
        assert found.notice is None


def test_rows_within_reach_can_be_refreshed_and_changed(house, work):
    with work(house.actors["team"]) as session:
        paper = session.get_one(Document, house.secret_paper)
        session.refresh(paper)
        session.expire(paper)
        assert paper.title == "责令限期改正通知书"


def test_the_grant_ends_by_itself(house, work, frozen):
    with work(house.actors["granted"]) as session:
        assert session.get(CaseFile, house.secret_id) is not None
    frozen.move_to(clock.at(date(2022, 9, 29), 9))
    with work(house.actors["granted"]) as session:
        assert session.get(CaseFile, house.secret_id) is None
