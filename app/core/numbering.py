"""Serial numbers without gap or duplicate: one series per office, kind and year, starting at 1."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, session, upsert


class NumberSeries(Base):
    """The last serial given in a series. The row is locked until the transaction ends, so a rollback gives it back."""

    __tablename__ = "number_series"
    audited = False

    office: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_serial(office: str, kind: str, year: int) -> int:
    """The next serial of the series, from 1; belongs to the running transaction."""
    insert = upsert(NumberSeries.__table__).values(office=office, kind=kind, year=year, last=1)
    statement = insert.on_conflict_do_update(
        index_elements=["office", "kind", "year"], set_={"last": NumberSeries.__table__.c.last + 1}
    ).returning(NumberSeries.__table__.c.last)
    return int(session().connection().execute(statement).scalar_one())


def document_number(short_name: str, kind: str, year: int, serial: int) -> str:
    """The number as printed: `京网信检通〔2022〕第1号`."""
    return f"{short_name}{kind}〔{year}〕第{serial}号"
