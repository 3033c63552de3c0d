"""Offices, the people in them, their roles, certificates and sessions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.access.roles import Family, Role, family_of
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.ids import new_id
from app.core.text import Text, _
from app.core.workflow import Stateful
from app.organisation.states import AccountState, ChangeKind, ChangeState, Clearance, OfficeKind

ADMINISTERS = text("family = 'administration'")
WAITING_FOR_ROLE = text("state = 'proposed' AND role IS NOT NULL")
WAITING_OTHERWISE = text("state = 'proposed' AND role IS NULL")

ADDRESS, INTRODUCTION = 45, 300
"""Characters kept of a browser's address, and of the line with which it introduces itself."""


class Office(Record, Base):
    """An authority or a department of one.

    `path` names its place in the tree, `cn/` national, `cn/44/` province, `cn/44/4403/` city, `cn/44/telecom/` a
    department of the Guangdong office: jurisdiction is a prefix of it. `short_name` opens its document numbers
    (京网信); `closes_at` is the end of business, HH:MM in Asia/Shanghai.
    """

    __tablename__ = "office"

    kind: Mapped[OfficeKind] = mapped_column(enum_column(OfficeKind))
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    short_name: Mapped[str] = mapped_column(CODE, unique=True)
    division_code: Mapped[str | None] = mapped_column(String(6))
    path: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    closes_at: Mapped[str] = mapped_column(String(5), default="17:30")
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("(kind = 'national') = (parent_id IS NULL)", "parent_unless_national"),
        CheckConstraint("kind = 'department' OR kind = 'national' OR division_code IS NOT NULL", "division_known"),
        CheckConstraint("substr(path, 1, 3) = 'cn/' AND substr(path, length(path), 1) = '/'", "path_shape"),
        CheckConstraint("length(closes_at) = 5", "closes_at_shape"),
    )

    @property
    def depth(self) -> int:
        """How far below the national office it stands; 0 for the national office itself."""
        return self.path.count("/") - 1


class User(Record, Versioned, Base):
    """A member of staff of one office.

    `family` says which kind of roles the account may hold; while it holds one, the database keeps it to that family.
    `made_by` is empty where the console made it. It works from `authorised_at`, when somebody else granted the first
    role, and stands still while it is suspended. `language` empty: the browser's. `password_changed_at` (wall clock)
    empty: the password was set by somebody else and has to be changed at the first sign-in, until `one_time_until`
    (wall clock).
    """

    __tablename__ = "app_user"

    username: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    email: Mapped[str | None] = mapped_column(NAME)
    phone: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(20), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    one_time_until: Mapped[datetime | None]
    clearance: Mapped[Clearance] = mapped_column(enum_column(Clearance), default=Clearance.INTERNAL)
    active: Mapped[bool] = mapped_column(default=True)
    family: Mapped[Family] = mapped_column(enum_column(Family), default=Family.BUSINESS)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    authorised_at: Mapped[datetime | None]
    authorised_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str | None] = mapped_column(String(500))

    office: Mapped[Office] = relationship()
    factor: Mapped["SecondFactor | None"] = relationship(back_populates="user", cascade="all, delete-orphan")
    grants: Mapped[list["UserRole"]] = relationship(
        back_populates="user",
        foreign_keys="UserRole.user_id",
        order_by="UserRole.role",
        cascade="all, delete-orphan",
    )

    __table_args__ = (
        UniqueConstraint("id", "family"),
        CheckConstraint("username = lower(username)", "username_lower"),
        CheckConstraint("authorised_by IS NULL OR authorised_at IS NOT NULL", "authorised_when"),
        CheckConstraint(
            "made_by IS NULL OR authorised_by IS NULL OR made_by <> authorised_by", "authorised_by_another"
        ),
        CheckConstraint("(suspended_at IS NULL) = (suspended_reason IS NULL)", "suspended_why"),
    )

    @validates("grants")
    def _join_family(self, _key: str, grant: "UserRole") -> "UserRole":
        """The account is of the family of the role it is given; the database refuses it while it holds another."""
        self.family = family_of(grant.role)
        return grant

    @property
    def other_persons(self) -> tuple[UUID | None, ...]:
        """Who made the account and who authorised it."""
        return self.made_by, self.authorised_by

    @property
    def state(self) -> AccountState:
        """Where the account stands, its last sign-in apart."""
        if not self.active:
            return AccountState.ENDED
        if self.suspended_at is not None:
            return AccountState.SUSPENDED
        return AccountState.IN_USE if self.roles else AccountState.UNAUTHORISED

    @hybrid_property
    def usable(self) -> bool:
        """Whether anybody can sign in with it: neither ended nor suspended."""
        return self.active and self.suspended_at is None

    @usable.inplace.expression
    @classmethod
    def _usable(cls) -> ColumnElement[bool]:
        return and_(cls.active, cls.suspended_at.is_(None))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles the account holds."""
        return frozenset(grant.role for grant in self.grants)


def _family(context: Any) -> Family:
    return family_of(context.get_current_parameters()["role"])


class UserRole(Record, Base):
    """A role held by an account.

    The database alone keeps the three administrators apart (三员分立), whatever is written at the same moment: a role
    belongs to one family, an account's roles all to the family of the account, and of administration there is one.
    """

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    family: Mapped[Family] = mapped_column(enum_column(Family), default=_family)

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=user_id)

    __table_args__ = (
        UniqueConstraint("user_id", "role"),
        ForeignKeyConstraint(["user_id", "family"], ["app_user.id", "app_user.family"]),
        CheckConstraint(
            "(family = 'administration') = (role IN ('system_admin', 'security_admin', 'auditor'))", "family_of_role"
        ),
        Index(
            "uq_user_role_administrator",
            "user_id",
            unique=True,
            sqlite_where=ADMINISTERS,
            postgresql_where=ADMINISTERS,
        ),
    )


class AccountChange(Stateful, Record, Base):
    """A change of an account's rights that takes two persons: proposed by one, decided by another."""

    __tablename__ = "account_change"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    role: Mapped[Role | None] = mapped_column(enum_column(Role))
    reason: Mapped[str] = mapped_column(String(500))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState), default=ChangeState.PROPOSED)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decision_reason: Mapped[str | None] = mapped_column(String(500))

    user: Mapped[User] = relationship(foreign_keys=user_id)
    proposer: Mapped[User] = relationship(foreign_keys=proposed_by)

    __table_args__ = (
        Index(
            "uq_account_change_role",
            "user_id",
            "role",
            unique=True,
            sqlite_where=WAITING_FOR_ROLE,
            postgresql_where=WAITING_FOR_ROLE,
        ),
        Index(
            "uq_account_change_kind",
            "user_id",
            "kind",
            unique=True,
            sqlite_where=WAITING_OTHERWISE,
            postgresql_where=WAITING_OTHERWISE,
        ),
        CheckConstraint("(role IS NOT NULL) = (kind IN ('grant', 'withdraw'))", "role_named"),
        CheckConstraint("proposed_by <> user_id", "proposed_by_another"),
        CheckConstraint("decided_by IS NULL OR decided_by <> user_id", "decided_by_another"),
        CheckConstraint("(state IN ('confirmed', 'refused')) = (decided_by IS NOT NULL)", "decided_by_whom"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", "decided_by_second"),
        CheckConstraint("(state = 'refused') = (decision_reason IS NOT NULL)", "refused_why"),
    )

    @property
    def other_persons(self) -> tuple[UUID | None, ...]:
        """Who proposed the change and who decided on it."""
        return self.proposed_by, self.decided_by

    @property
    def what(self) -> Text:
        """The change in words."""
        if self.role is None:
            return self.kind.label
        return _("%(step)s: %(role)s", step=self.kind.label, role=self.role.label)


class Certificate(Record, Base):
    """An enforcement certificate (执法证), valid from the first to the last day inclusive."""

    __tablename__ = "certificate"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    issuer: Mapped[str] = mapped_column(NAME)
    valid_from: Mapped[date]
    valid_until: Mapped[date]

    __table_args__ = (CheckConstraint("valid_from <= valid_until", "period"),)


class SecondFactor(Record, Base):
    """The authenticator app of an account.

    `secret` is sealed (`app.organisation.vault`). `last_step` is the newest 30-second step whose code was taken:
    neither that code nor an older one is taken again. `enrolled_at` is wall-clock UTC.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(200))
    last_step: Mapped[int]
    enrolled_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="factor")
    recovery_codes: Mapped[list["RecoveryCode"]] = relationship(cascade="all, delete-orphan")

    @property
    def codes_left(self) -> int:
        """How many recovery codes were not used yet."""
        return sum(code.used_at is None for code in self.recovery_codes)


class RecoveryCode(Record, Base):
    """A code on paper that stands in once for the app. Only its SHA-256 is kept; `used_at` is wall-clock UTC."""

    __tablename__ = "recovery_code"

    factor_id: Mapped[UUID] = mapped_column(ForeignKey("second_factor.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("factor_id", "code_hash"),)


class PendingSignIn(Base):
    """A browser that has given the password and not yet the second factor; it reaches nothing.

    Only the SHA-256 of its token is kept; `begun_at` is wall-clock UTC. A change of the account since, seen by its
    `user_version`, ends it.
    """

    __tablename__ = "pending_sign_in"
    audited = False

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    user_version: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(index=True)


class UserSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept; times are wall-clock UTC.

    `proven_at`: when it last showed the account's second factor, or the password of an account that has none.
    """

    __tablename__ = "user_session"
    audited = False

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(ADDRESS))
    user_agent: Mapped[str] = mapped_column(String(INTRODUCTION))

    user: Mapped[User] = relationship()


class KnownDevice(Base):
    """A browser in which an account has signed in: its attempts are counted apart from those of strangers.

    Only the SHA-256 of its token is kept; one browser has the same token for all accounts. Wall-clock UTC.
    """

    __tablename__ = "known_device"
    audited = False

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), index=True)
    last_seen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "token_hash"),)
