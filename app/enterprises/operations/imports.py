"""Bringing a published list into the registry: sent in, looked at, then applied row by row in one transaction."""

import io
from importlib.resources import files
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import db, intake
from app.core.errors import NotPermitted
from app.core.storage import Storage, read_verified
from app.core.text import _
from app.enterprises.lists import LIMIT, ListedFiling, RowError, read_list, require_batch
from app.enterprises.models import Algorithm, Enterprise, Filing, FilingImport
from app.enterprises.operations.algorithms import platforms_of
from app.enterprises.operations.entries import keep_former_name
from app.enterprises.planning import Effect, Outcome, Plan, plan_upload, subject_of
from app.enterprises.states import FILING, FILING_IMPORT, FilingState, Source
from app.organisation.queries import NATIONAL

PUBLISHED = "algorithm-filings-2022.csv"
"""The lists published in 2022, batches 2022-08 and 2022-10; where they come from is in data/README.md."""

LISTS = {"text/csv": intake.KINDS["text/csv"]}

ALGORITHM_COLUMNS = {"algorithm_name": "name", "algorithm_type": "type", "main_use": "main_use"}

TAKEN = _(
    "Somebody entered this filing number or company at the same moment, or an office that you do not see holds it. "
    "Send the list in again; if this stays, ask your superior office."
)


@records("filing_import.uploaded")
def upload_list(stream: BinaryIO, *, filename: str, batch: str, storage: Storage, actor: Actor) -> FilingImport:
    """Take in a published list to be looked at before it is applied; nothing of it enters the registry yet.

    Raises RuleViolated for a file that is too large or can't be read as a list with rows of this batch.
    """
    actor.require(Permission.ENTERPRISE_IMPORT)
    require_batch(batch)
    received = intake.receive(stream, filename, kinds=LISTS, limit=LIMIT, store=storage)
    read_list(read_verified(storage, received.sha256), batch)
    upload = FilingImport(
        office_path=actor.office_path or NATIONAL,
        batch=batch,
        filename=received.filename,
        sha256=received.sha256,
        imported_by=actor.name or actor.label,
    )
    db.session().add(upload)
    db.session().flush()
    record(
        "filing_import.uploaded",
        upload,
        actor=actor,
        after={"batch": batch, "filename": upload.filename, "sha256": received.sha256, "size": received.size},
    )
    return upload


@records(
    sometimes=[
        "filing_import.applied",
        "filing_import.repeated",
        "enterprise.listed",
        "enterprise.renamed",
        "filing.listed",
        "filing.changed",
    ]
)
def apply_import(upload: FilingImport, *, storage: Storage, actor: Actor) -> FilingImport:
    """Apply the list: every good row whole, the refused rows kept with their reasons, all in this transaction.

    Raises IllegalTransition for a list applied or discarded before, NotPermitted for one sent in by another
    jurisdiction.
    """
    _require_own(upload, actor)
    db.session().refresh(upload, with_for_update=True)
    FILING_IMPORT.check(upload, "apply", actor=actor)
    done = _apply(plan_upload(upload, storage, actor=actor), actor)
    FILING_IMPORT.advance(upload, "apply", actor=actor)
    upload.counts, upload.errors = done.counts, [error.stored() for error in done.errors]
    db.session().flush()
    changed = done.counts[Effect.NEW] or done.counts[Effect.CHANGED]
    action = "filing_import.applied" if changed else "filing_import.repeated"
    record(action, upload, actor=actor, after={"batch": upload.batch, "sha256": upload.sha256, **done.counts})
    return upload


@records("filing_import.discarded")
def discard_import(upload: FilingImport, *, actor: Actor) -> None:
    """Lay a list aside that was sent in by mistake; nothing of it was applied."""
    _require_own(upload, actor)
    FILING_IMPORT.advance(upload, "discard", actor=actor)
    record("filing_import.discarded", upload, actor=actor, after={"batch": upload.batch})


@records()
def import_list(content: bytes, *, filename: str, batch: str, storage: Storage, actor: Actor) -> FilingImport:
    """Take in a published list and apply it at once. Raises as `upload_list` does."""
    upload = upload_list(io.BytesIO(content), filename=filename, batch=batch, storage=storage, actor=actor)
    return apply_import(upload, storage=storage, actor=actor)


@records()
def load_published(batch: str, *, storage: Storage, actor: Actor) -> FilingImport:
    """Import one of the batches published in 2022 (`2022-08`, `2022-10`) from the data shipped with the system."""
    content = files("app.enterprises").joinpath("data", PUBLISHED).read_bytes()
    return import_list(content, filename=PUBLISHED, batch=batch, storage=storage, actor=actor)


def _require_own(upload: FilingImport, actor: Actor) -> None:
    if not actor.reaches(upload.office_path):
        raise NotPermitted(_("Another jurisdiction sent this list in: its own office deals with it."))


def _apply(plan: Plan, actor: Actor) -> Plan:
    """Apply each row in a savepoint of its own, known filings first; answers what was done, and what was refused."""
    made: dict[tuple[str, str, str], Enterprise] = {}
    done: list[Outcome] = []
    errors = list(plan.errors)
    for outcome in sorted(plan.outcomes, key=lambda outcome: outcome.filing is None):
        try:
            with db.session().begin_nested():
                company = _apply_row(outcome, made.get(_company_key(outcome.row)), actor)
        except IntegrityError:
            errors.append(RowError(outcome.row.row, "filing_number", TAKEN))
        else:
            made[_company_key(outcome.row)] = company
            done.append(outcome)
    return Plan(done, sorted(errors, key=lambda error: error.row))


def _company_key(row: ListedFiling) -> tuple[str, str, str]:
    return (*subject_of(row), row.company_name)


def _apply_row(outcome: Outcome, made_before: Enterprise | None, actor: Actor) -> Enterprise:
    if outcome.filing is None:
        company = outcome.company or made_before or _list_enterprise(outcome, actor)
        _list_filing(outcome.row, company, actor)
        return company
    if outcome.changes:
        _change_filing(outcome, outcome.filing, actor)
    return outcome.filing.enterprise


def _list_enterprise(outcome: Outcome, actor: Actor) -> Enterprise:
    division_code, subject_number = subject_of(outcome.row)
    enterprise = Enterprise(
        office_id=outcome.office.id,
        office_path=outcome.office.path,
        name=outcome.row.company_name,
        division_code=division_code,
        subject_number=subject_number,
        source=Source.PUBLISHED_LIST,
    )
    db.session().add(enterprise)
    db.session().flush()
    known = {"name": enterprise.name, "division_code": division_code, "subject_number": subject_number}
    record("enterprise.listed", enterprise, actor=actor, after=known)
    return enterprise


def _list_filing(row: ListedFiling, company: Enterprise, actor: Actor) -> None:
    place = {"enterprise_id": company.id, "office_id": company.office_id, "office_path": company.office_path}
    algorithm = Algorithm(
        name=row.algorithm_name,
        type=row.algorithm_type,
        main_use=row.main_use,
        platforms=platforms_of(company, row.products),
        **place,
    )
    filing = Filing(
        algorithm=algorithm,
        number=row.number.text,
        check_digit_ok=row.number.check_digit_ok,
        batch=row.batch,
        seq_no=row.seq_no,
        published_on=row.published_on,
        state=row.state,
        remarks=row.remarks or None,
        **place,
    )
    db.session().add(filing)
    db.session().flush()
    known = {"number": filing.number, "algorithm": algorithm.name, "state": filing.state, "batch": filing.batch}
    record("filing.listed", filing, actor=actor, after=known)


def _change_filing(outcome: Outcome, filing: Filing, actor: Actor) -> None:
    row = outcome.row
    for change in outcome.changes:
        if change.column == "company_name":
            _rename(filing.enterprise, row.company_name, actor)
        elif change.column == "product":
            filing.algorithm.platforms = platforms_of(filing.enterprise, row.products)
        elif change.column == "state":
            FILING.advance(filing, "cancel" if row.state == FilingState.CANCELLED else "reinstate", actor=actor)
        elif change.column in ALGORITHM_COLUMNS:
            setattr(filing.algorithm, ALGORITHM_COLUMNS[change.column], change.after)
        else:
            setattr(filing, change.column, change.after or None)
    db.session().flush()
    own = [change for change in outcome.changes if change.column != "company_name"]
    if own:
        before = {change.column: _told(change.before) for change in own}
        record("filing.changed", filing, actor=actor, before=before, after={c.column: _told(c.after) for c in own})


def _rename(enterprise: Enterprise, name: str, actor: Actor) -> None:
    """Give the enterprise the name the list calls it by; another row of the list may have done so before."""
    if enterprise.name == name:
        return
    before, enterprise.name = enterprise.name, name
    keep_former_name(enterprise, before)
    record("enterprise.renamed", enterprise, actor=actor, before={"name": before}, after={"name": name})


def _told(value: object) -> object:
    """A value as the log tells it."""
    if isinstance(value, tuple):
        return [f"{product.name} ({product.kind})" for product in value]
    return value
