"""What importing a published list would do, row by row, found out without writing anything.

A filing is known by its number. A company is known by the division and subject number inside it, and by its name or
one it had before; a new name beside a known filing renames the company, where the list gives that subject one name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.actor import Actor
from app.core import db
from app.core.errors import RuleViolated
from app.core.storage import Storage, read_verified
from app.core.text import Text, _
from app.enterprises.lists import ListedFiling, PublishedList, RowError, read_list
from app.enterprises.models import Algorithm, Enterprise, Filing, FilingImport
from app.enterprises.rules import Product
from app.organisation import divisions
from app.organisation import queries as organisation
from app.organisation.models import Office

Subject = tuple[str, str]
"""Division code and subject number."""

MANY = 500
"""Values of one IN list."""


class Effect(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """A field of a known filing that the list gives another value; `field` names a column of the list."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Outcome:
    """What one row would do: to which company of the registry (None: a new one), to which known filing, in what."""

    row: ListedFiling
    office: Office
    company: Enterprise | None
    filing: Filing | None
    changes: tuple[Change, ...] = ()

    @property
    def effect(self) -> Effect:
        """What the row would do."""
        if self.filing is None:
            return Effect.NEW
        return Effect.CHANGED if self.changes else Effect.UNCHANGED

    @property
    def warning(self) -> Text | None:
        """What to look at, though it hinders nothing."""
        if self.row.number.check_digit_ok:
            return None
        return _(
            "The check digit of the filing number does not fit. One official number is so: compare it with the list."
        )


@dataclass(frozen=True)
class Plan:
    """What an import would do with all its rows."""

    outcomes: list[Outcome]
    errors: list[RowError]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what they would do."""
        counted = Counter(outcome.effect for outcome in self.outcomes)
        wrong = len({error.row for error in self.errors})
        return {**{effect.value: counted[effect] for effect in Effect}, Effect.WRONG.value: wrong}


@dataclass
class Registry:
    """What the registry holds of the filings and companies a list names, as the actor may see it."""

    filings: dict[str, Filing]
    companies: dict[Subject, list[Enterprise]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, rows: Iterable[ListedFiling]) -> "Registry":
        """Read what the rows name."""
        rows = list(rows)
        numbers = [row.number.text for row in rows]
        found = cls(
            {filing.number: filing for part in _parts(numbers) for filing in db.session().scalars(_filings(part))}
        )
        subjects = sorted({row.number.subject_number for row in rows})
        for part in _parts(subjects):
            for company in db.session().scalars(_companies(part)):
                found.companies[company.division_code, company.subject_number or ""].append(company)
        return found

    def company(self, subject: Subject, name: str) -> Enterprise | None:
        """The company of this subject that has or had the name."""
        return next((company for company in self.companies[subject] if called(company, name)), None)


def called(company: Enterprise, name: str) -> bool:
    """Whether the company has the name, or had it before."""
    return name in {company.name, *(former.name for former in company.former_names)}


def subject_of(row: ListedFiling) -> Subject:
    """The subject whose filing the row is."""
    return row.number.division_code, row.number.subject_number


def plan_import(listed: PublishedList, *, actor: Actor) -> Plan:
    """Find out what importing the list would do for this actor; rows beyond the actor's reach are errors."""
    registry = Registry.of(listed.rows)
    offices = _Offices(actor)
    names: dict[Subject, set[str]] = defaultdict(set)
    for row in listed.rows:
        names[subject_of(row)].add(row.company_name)
    outcomes, errors = [], list(listed.errors)
    for row in listed.rows:
        try:
            outcomes.append(_outcome(row, offices.of(row), registry, sole_name=len(names[subject_of(row)]) == 1))
        except RuleViolated as refused:
            errors.append(RowError(row.row, refused.field or "", refused.message))
    return Plan(outcomes, sorted(errors, key=lambda error: error.row))


def plan_upload(upload: FilingImport, storage: Storage, *, actor: Actor) -> Plan:
    """What applying the list that was sent in would do now.

    Raises RuleViolated where the stored file is no longer what was sent.
    """
    return plan_import(read_list(read_verified(storage, upload.sha256), upload.batch), actor=actor)


def _outcome(row: ListedFiling, office: Office, registry: Registry, *, sole_name: bool) -> Outcome:
    filing = registry.filings.get(row.number.text)
    company = registry.company(subject_of(row), row.company_name)
    if filing is None:
        return Outcome(row, office, company, None)
    if company is None and sole_name and filing.enterprise.subject_number == row.number.subject_number:
        company = filing.enterprise
    if company is not filing.enterprise:
        raise RuleViolated(
            _(
                "In the registry this filing belongs to %(registered)s, in the list to %(listed)s. Find out which is "
                "right, and correct the list or the registry.",
                registered=filing.enterprise.name,
                listed=row.company_name,
            ),
            field="company_name",
        )
    return Outcome(row, office, company, filing, tuple(_changes(row, filing)))


def _changes(row: ListedFiling, filing: Filing) -> Iterable[Change]:
    algorithm = filing.algorithm
    if not called(filing.enterprise, row.company_name):
        yield Change("company_name", filing.enterprise.name, row.company_name)
    pairs = (
        ("algorithm_name", algorithm.name, row.algorithm_name),
        ("algorithm_type", algorithm.type, row.algorithm_type),
        ("product", _sorted_products(algorithm), tuple(sorted(row.products))),
        ("main_use", algorithm.main_use, row.main_use),
        ("remarks", filing.remarks or "", row.remarks),
        ("state", filing.state, row.state),
        ("batch", filing.batch, row.batch),
        ("seq_no", filing.seq_no, row.seq_no),
        ("published_on", filing.published_on, row.published_on or filing.published_on),
    )
    for column, before, after in pairs:
        if before != after:
            yield Change(column, before, after)


def _sorted_products(algorithm: Algorithm) -> tuple[Product, ...]:
    return tuple(sorted(Product(platform.name, platform.kind) for platform in algorithm.platforms))


class _Offices:
    """The office of each division, asked for once; refuses divisions beyond the actor's reach."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.known: dict[str, Office] = {}

    def of(self, row: ListedFiling) -> Office:
        """The office with jurisdiction over the row; raises RuleViolated for an unknown or foreign division."""
        code = row.number.division_code
        if code not in self.known:
            divisions.require_known(code, field="filing_number")
            self.known[code] = organisation.office_for_division(code)
        office = self.known[code]
        if not self.actor.reaches(office.path):
            raise RuleViolated(
                _("The division %(code)s is outside your jurisdiction: its own office imports this row.", code=code),
                field="filing_number",
            )
        return office


def _filings(numbers: list[str]) -> Any:
    return (
        select(Filing)
        .where(Filing.number.in_(numbers))
        .options(
            joinedload(Filing.enterprise, innerjoin=True).selectinload(Enterprise.former_names),
            joinedload(Filing.algorithm, innerjoin=True).selectinload(Algorithm.platforms),
        )
    )


def _companies(subjects: list[str]) -> Any:
    return (
        select(Enterprise)
        .where(Enterprise.subject_number.in_(subjects))
        .options(selectinload(Enterprise.former_names), selectinload(Enterprise.platforms))
        .order_by(Enterprise.created_at)
    )


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + MANY] for start in range(0, len(values), MANY))
