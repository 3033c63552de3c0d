"""Offices, the people in them, their roles, certificates and sessions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.roles import Role
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.ids import new_id
from app.organisation.states import Clearance, OfficeKind


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

    `language` empty: the browser's. `password_changed_at` (wall clock) empty: the password was set by somebody else
    and has to be changed at the first sign-in, until `one_time_until` (wall clock).
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

    office: Mapped[Office] = relationship()
    grants: Mapped[list["UserRole"]] = relationship(
        back_populates="user", order_by="UserRole.role", cascade="all, delete-orphan"
    )

    __table_args__ = (CheckConstraint("username = lower(username)", "username_lower"),)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles the account holds."""
        return frozenset(grant.role for grant in self.grants)


class UserRole(Record, Base):
    """A role held by an account."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))

    user: Mapped[User] = relationship(back_populates="grants")

    __table_args__ = (UniqueConstraint("user_id", "role"),)


class Certificate(Record, Base):
    """An enforcement certificate (执法证), valid from the first to the last day inclusive."""

    __tablename__ = "certificate"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    issuer: Mapped[str] = mapped_column(NAME)
    valid_from: Mapped[date]
    valid_until: Mapped[date]

    __table_args__ = (CheckConstraint("valid_from <= valid_until", "period"),)


class UserSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept; times are wall-clock UTC."""

    __tablename__ = "user_session"
    audited = False

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))

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
