"""Who watches and who may: witnesses of the log, access to single cases, changes of rights that take two persons."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import Role
from app.cases import operations as cases
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import AccessLevel, Capacity
from app.core import clock
from app.core.db import session
from app.demo import witnesses
from app.demo.companies import BY_KEY
from app.demo.days import FIRST_DAY, on
from app.demo.people import ADMINISTRATORS
from app.demo.staging.acts import Act
from app.enterprises.models import Enterprise
from app.organisation import operations as organisation
from app.organisation import queries
from app.organisation.models import AccountChange, User
from app.organisation.states import ChangeKind, ChangeState

_SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR = (person.username for person in ADMINISTRATORS)


def rights() -> list[Act]:
    """One grant that ended by itself, one that was withdrawn, one that runs; changes of rights in every state."""
    return [
        Act(clock.at(FIRST_DAY, 10, 30), AUDITOR, lambda actor: witnesses.enter(actor=actor)),
        *_grants(),
        *_changes(),
    ]


def _grants() -> list[Act]:
    return [
        Act(
            clock.at(on(7, 11), 9, 20),
            "yejianhua",
            _granting("xixi", "wangjianguo", on(7, 22), "比对两地企业使用的同一套“暖场”工具，供北京案件参考。"),
        ),
        Act(
            clock.at(on(9, 15), 9, 20),
            "huangzhiqiang",
            _granting("nanyue", "jinbo", on(10, 31), "借鉴不良信息处置时效的抽查方法。"),
        ),
        Act(
            clock.at(on(9, 22), 16, 20),
            "huangzhiqiang",
            _withdrawing("jinbo", "抽查方法已整理成书面材料移送，无需再查阅案卷。"),
        ),
        Act(
            clock.at(on(9, 27), 10, 35),
            "huangzhiqiang",
            _granting("zhujiang", "pengwei", on(10, 21), "就服务异常和应急处置制度提出通信行业的技术意见。"),
        ),
    ]


def _changes() -> list[Act]:
    return [
        Act(
            clock.at(on(8, 3), 14, 10),
            SECURITY_ADMIN,
            _proposing("liangyaqin", Role.LEGAL_REVIEWER, "梁雅琴取得法律职业资格，广东办请求由其兼任法制审核人员。"),
        ),
        Act(clock.at(on(8, 4), 9, 25), "huangzhiqiang", _deciding("liangyaqin", organisation.confirm)),
        Act(
            clock.at(on(8, 30), 10, 5),
            SECURITY_ADMIN,
            _proposing("tangyun", Role.REGISTRAR, "深圳办请求增加一名名录管理员。"),
        ),
        Act(clock.at(on(8, 30), 15, 5), SECURITY_ADMIN, _deciding("tangyun", organisation.take_back)),
        Act(
            clock.at(on(9, 13), 14, 10),
            SECURITY_ADMIN,
            _proposing("yaoting", Role.REGISTRAR, "浙江办请求由姚婷兼任名录管理员。"),
        ),
        Act(
            clock.at(on(9, 14), 9, 25),
            "yejianhua",
            _deciding("yaoting", organisation.refuse, reason="姚婷承办的案件尚未办结，由办公室另行安排人员。"),
        ),
        Act(
            clock.at(on(9, 27), 15, 40),
            SECURITY_ADMIN,
            _proposing("lina", Role.SUPERVISOR, "吴秀英10月外出培训，由李娜代行督办。"),
        ),
    ]


def _granting(company: str, username: str, until: date, reason: str) -> Callable[[Actor], None]:
    def grant(actor: Actor) -> None:
        enterprise = session().scalars(select(Enterprise).where(Enterprise.uscc == BY_KEY[company].uscc)).one()
        case = session().scalars(select(CaseFile).where(CaseFile.enterprise_id == enterprise.id)).one()
        cases.grant_access(case, _user(username), level=AccessLevel.READ, until=until, reason=reason, actor=actor)

    return grant


def _withdrawing(username: str, reason: str) -> Callable[[Actor], None]:
    def withdraw(actor: Actor) -> None:
        granted = select(CaseAccess).where(
            CaseAccess.user_id == _user(username).id, CaseAccess.capacity == Capacity.GRANT
        )
        cases.withdraw_access(session().scalars(granted).one(), reason=reason, actor=actor)

    return withdraw


def _proposing(username: str, role: Role, reason: str) -> Callable[[Actor], None]:
    def propose(actor: Actor) -> None:
        organisation.propose(_user(username), ChangeKind.GRANT, role, reason=reason, actor=actor)

    return propose


def _deciding(username: str, verb: Callable[..., None], **details: Any) -> Callable[[Actor], None]:
    def decide(actor: Actor) -> None:
        waiting = select(AccountChange).where(
            AccountChange.user_id == _user(username).id, AccountChange.state == ChangeState.PROPOSED
        )
        verb(session().scalars(waiting).one(), **details, actor=actor)

    return decide


def _user(username: str) -> User:
    user = queries.user_named(username)
    assert user is not None
    return user
