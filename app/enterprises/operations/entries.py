"""An office's own entries in the registry: adding an enterprise, changing what is known of it, ending its entry."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import _
from app.enterprises.models import Enterprise, FormerName
from app.enterprises.rules import require_uscc
from app.enterprises.states import ENTERPRISE, EnterpriseState, Source
from app.organisation import divisions
from app.organisation import queries as organisation
from app.organisation.models import Office

COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Profile:
    """What an office writes down about an enterprise; None: not known, or not judged yet."""

    name: str
    uscc: str | None
    division_code: str
    legal_representative: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    public_opinion_attributes: bool | None = None
    mobilisation_capacity: bool | None = None
    remarks: str | None = None

    @classmethod
    def of(cls, enterprise: Enterprise) -> "Profile":
        """What is written down at present."""
        return cls(**{field.name: getattr(enterprise, field.name) for field in fields(cls)})


@records("enterprise.added")
def add_enterprise(profile: Profile, *, source: Source = Source.OFFICE, actor: Actor) -> Enterprise:
    """Enter an enterprise under the office that has jurisdiction over its division.

    Raises RuleViolated for a missing name, a credit code that is none or is in the registry, an unknown division, and
    one beyond the actor's reach.
    """
    actor.require(Permission.ENTERPRISE_EDIT)
    profile = _checked(profile, uscc_needed=source == Source.OFFICE)
    office = _own_office(profile.division_code, actor)
    enterprise = Enterprise(office_id=office.id, office_path=office.path, source=source, **vars(profile))
    _keep(lambda: db.session().add(enterprise))
    known = {name: value for name, value in vars(profile).items() if value is not None}
    record("enterprise.added", enterprise, actor=actor, after={**known, "source": source})
    return enterprise


@records(sometimes=["enterprise.changed"])
def edit_enterprise(enterprise: Enterprise, profile: Profile, *, version: int | None, actor: Actor) -> bool:
    """Change what is known of an enterprise; a former name is kept with the day it ended. Answers whether anything
    changed.

    Raises Stale for a screen made from another version, NotPermitted for an enterprise outside the own jurisdiction,
    RuleViolated as `add_enterprise` does, for an ended entry, and for a move to another office's jurisdiction.
    """
    actor.require(Permission.ENTERPRISE_EDIT)
    require_own(enterprise, actor)
    enterprise.unchanged_since(version)
    require_active(enterprise)
    profile = _checked(profile, uscc_needed=enterprise.source == Source.OFFICE)
    if profile.division_code != enterprise.division_code:
        _require_same_office(enterprise, profile.division_code)
    before, after = _difference(Profile.of(enterprise), profile)
    if not after:
        return False
    _keep(lambda: _write(enterprise, after))
    if "name" in after:
        keep_former_name(enterprise, str(before["name"]))
    record("enterprise.changed", enterprise, actor=actor, before=before, after=after)
    return True


@records("enterprise.ended")
def end_enterprise(enterprise: Enterprise, *, reason: str, version: int | None = None, actor: Actor) -> None:
    """End the entry of an enterprise that was dissolved or left the trade; its history stays.

    Raises NotPermitted outside the own jurisdiction, Stale, IllegalTransition, and RuleViolated without a reason.
    """
    actor.require(Permission.ENTERPRISE_EDIT)
    require_own(enterprise, actor)
    enterprise.unchanged_since(version)
    before = enterprise.state
    ENTERPRISE.advance(enterprise, "end", actor=actor, reason=reason)
    db.session().flush()
    record(
        "enterprise.ended",
        enterprise,
        actor=actor,
        before={"state": before},
        after={"state": enterprise.state},
        reason=reason,
    )


def keep_former_name(enterprise: Enterprise, name: str) -> None:
    """Write down that the enterprise had this name until today."""
    enterprise.former_names.append(
        FormerName(office_id=enterprise.office_id, office_path=enterprise.office_path, name=name, until=clock.today())
    )
    db.session().flush()


def _checked(profile: Profile, *, uscc_needed: bool) -> Profile:
    if not profile.name.strip():
        raise RuleViolated(_("Enter the name as on the business licence."), field="name")
    if profile.uscc:
        return replace(profile, name=profile.name.strip(), uscc=require_uscc(profile.uscc))
    if uscc_needed:
        raise RuleViolated(_("Enter the unified social credit code on the business licence."), field="uscc")
    return replace(profile, name=profile.name.strip(), uscc=None)


def _own_office(division_code: str, actor: Actor) -> Office:
    office = _office_of(division_code)
    if not actor.reaches(office.path):
        raise RuleViolated(
            _("The division %(code)s is outside your jurisdiction: its own office enters it.", code=division_code),
            field="division_code",
        )
    return office


def _office_of(division_code: str) -> Office:
    if len(division_code) != COUNTY_DIGITS:
        raise RuleViolated(_("Enter all six digits of the county's division code."), field="division_code")
    divisions.require_known(division_code, field="division_code")
    return organisation.office_for_division(division_code)


def _require_same_office(enterprise: Enterprise, division_code: str) -> None:
    if _office_of(division_code).id != enterprise.office_id:
        raise RuleViolated(
            _(
                "The division %(code)s belongs to another office. An enterprise passes to another office by a transfer "
                "that both offices record, not by an edit.",
                code=division_code,
            ),
            field="division_code",
        )


def require_own(enterprise: Enterprise, actor: Actor) -> None:
    """Raise NotPermitted unless the enterprise lies in the actor's own jurisdiction."""
    if not actor.reaches(enterprise.office_path):
        raise NotPermitted(_("This enterprise belongs to another jurisdiction: its own office keeps the entry."))


def require_active(enterprise: Enterprise) -> None:
    """Raise RuleViolated for an entry that has been ended."""
    if enterprise.state != EnterpriseState.ACTIVE:
        raise RuleViolated(_("The entry has been ended and can't be changed any more."))


def _difference(old: Profile, new: Profile) -> tuple[dict[str, object], dict[str, object]]:
    changed = [field.name for field in fields(Profile) if getattr(old, field.name) != getattr(new, field.name)]
    return {name: getattr(old, name) for name in changed}, {name: getattr(new, name) for name in changed}


def _write(enterprise: Enterprise, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(enterprise, name, value)


def _keep(change: Callable[[], None]) -> None:
    """Make the change and write it; a credit code, or a name of the same filing subject, that is in the registry
    already is refused, whoever holds it."""
    try:
        with db.session().begin_nested():
            change()
            db.session().flush()
    except IntegrityError as error:
        if "subject_number" in str(error.orig):
            raise RuleViolated(
                _("The registry already has a company of this name with the same subject number."), field="name"
            ) from error
        if "uscc" not in str(error.orig):
            raise
        raise RuleViolated(
            _(
                "An enterprise with this credit code is already in the registry. Search for the code; if your list "
                "does not show it, ask your superior office."
            ),
            field="uscc",
        ) from error
