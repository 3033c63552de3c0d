"""Who may see what: an entry for every address, the people who call it, and what each of them must be answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from types import FunctionType

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import ADMINISTRATORS, Role
from app.cases.models import CaseFile
from app.core import clock
from app.web.guards import PUBLIC, SIGNED_IN
from tests.factories.cases import make_grant
from tests.factories.organisation import make_actor, make_office

CITY = "cn/44/4401/"
"""The office whose cases everybody tries to read."""


class Relation(Enum):
    """Where somebody stands to that office and its cases."""

    OWN = "of the office, not on the team"
    SUPERIOR = "of the office above"
    FOREIGN_CITY = "of another city"
    FOREIGN_PROVINCE = "of another province"
    DEPARTMENT = "of a partner department, not on the team"
    GRANTED = "from elsewhere, with a grant for the open case"
    ENDED = "from elsewhere, with a grant that has ended"
    CENTRAL = "of the national office"


PLACES = {
    Relation.OWN: CITY,
    Relation.SUPERIOR: "cn/44/",
    Relation.FOREIGN_CITY: "cn/44/4403/",
    Relation.FOREIGN_PROVINCE: "cn/11/",
    Relation.DEPARTMENT: "cn/44/4401/telecom/",
    Relation.GRANTED: "cn/11/",
    Relation.ENDED: "cn/11/",
    Relation.CENTRAL: "cn/",
}
WITHIN = {Relation.OWN, Relation.SUPERIOR}
NATIONAL = ADMINISTRATORS | {Role.COORDINATOR}
"""Roles that only the national office has."""


@dataclass(frozen=True)
class Person:
    """Somebody who calls every address. Two cases are there: an open one, and a secret one under embargo."""

    actor: Actor
    role: Role
    relation: Relation

    def __str__(self) -> str:
        return f"the {self.role} {self.relation.value}"

    @property
    def of_cases(self) -> bool:
        """Whether the role reads cases at all."""
        return self.role not in ADMINISTRATORS

    @property
    def reaches(self) -> bool:
        """Whether the office lies in the person's jurisdiction."""
        return self.of_cases and (self.relation in WITHIN or self.role is Role.COORDINATOR)

    @property
    def sees_open(self) -> bool:
        """The open case: by jurisdiction or by grant."""
        return self.reaches or self.relation is Relation.GRANTED

    @property
    def sees_secret(self) -> bool:
        """The case under embargo: only its people, and the head who approves it."""
        return self.is_own_head

    @property
    def is_own_head(self) -> bool:
        """Whether the person heads the office."""
        return self.role is Role.HEAD and self.relation is Relation.OWN

    @property
    def opens_log(self) -> bool:
        """Whether the log shows events of the open case: to the auditor, to those who watch the office or decide on
        erasures there, and to whom the case is granted."""
        watches = self.actor.may(Permission.AUDIT_READ) or self.actor.may(Permission.AUDIT_REDACT)
        return self.role is Role.AUDITOR or (self.sees_open and (watches or self.relation is Relation.GRANTED))


def make_people(cases: Iterable[CaseFile]) -> list[Person]:
    """Every role in every relation to the office of the open cases."""
    for path in PLACES.values():
        make_office(path)
    near = [Relation.OWN, Relation.SUPERIOR, Relation.FOREIGN_CITY, Relation.FOREIGN_PROVINCE, Relation.DEPARTMENT]
    pairs = [(role, relation) for role in Role if role not in NATIONAL for relation in near]
    pairs += [(Role.INSPECTOR, Relation.GRANTED), (Role.INSPECTOR, Relation.ENDED)]
    pairs += [(role, Relation.CENTRAL) for role in Role if role in NATIONAL]
    people = [Person(make_actor(role, path=PLACES[relation]), role, relation) for role, relation in pairs]
    granted = {person.relation: person.actor for person in people}
    for case in cases:
        make_grant(case, granted[Relation.GRANTED])
        make_grant(case, granted[Relation.ENDED], until=clock.today() - timedelta(days=1))
    return people


class Opens(Enum):
    """To whom an address opens, beside the permission that its view asks for."""

    ALL = auto()
    """To all: it shows what is within reach, or what is nobody's secret."""
    CASE = auto()
    """To whoever sees the case."""
    OWN_HEAD = auto()
    """To the head of the case's office and the coordinator, once it has open work; others who see the case may not."""
    REGISTRY = auto()
    """To whoever the enterprise lies in the jurisdiction of, or who sees a case of it by name."""
    OFFICE = auto()
    """To whoever the office lies in the jurisdiction of."""
    LOG = auto()
    """To whoever may read the event."""
    READERS = auto()
    """To whoever reads anything of the log: all but the administrators who are no auditors."""
    RECIPIENT = auto()
    """To the one person it was sent to."""
    ABSENT = auto()
    """To nobody here: it names a record that none of these people has anything to do with."""


CASE, ALL, ABSENT, OFFICE = Opens.CASE, Opens.ALL, Opens.ABSENT, Opens.OFFICE
ENTRIES: dict[str, Opens] = {
    "audit.event": Opens.LOG,
    "audit.events": Opens.READERS,
    "audit.new_redaction": Opens.LOG,
    "audit.new_witness": ALL,
    "audit.receipt": Opens.LOG,
    "audit.redactions": ALL,
    "audit.report": ALL,
    "audit.retire_witness": ALL,
    "audit.show_witnesses": ALL,
    "audit.take_in_cosignatures": ALL,
    "audit.take_redaction_step": ABSENT,
    "audit.witness_request": ABSENT,
    "campaigns.campaign": ALL,
    "campaigns.campaigns": ALL,
    "campaigns.close": ALL,
    "campaigns.hand_over": Opens.OWN_HEAD,
    "campaigns.take_step": ALL,
    "cases.access": CASE,
    "cases.case": CASE,
    "cases.grant_access": CASE,
    "cases.grants": ALL,
    "cases.withdraw_access": CASE,
    "deadlines.deadlines": ALL,
    "documents.paper": CASE,
    "documents.papers": CASE,
    "documents.receipt": CASE,
    "enterprises.edit_enterprise": Opens.REGISTRY,
    "enterprises.enterprise": Opens.REGISTRY,
    "enterprises.enterprises": ALL,
    "enterprises.export": ALL,
    "enterprises.filing_import": OFFICE,
    "enterprises.filing_imports": ALL,
    "enterprises.new_algorithm": Opens.REGISTRY,
    "enterprises.new_enterprise": ALL,
    "enterprises.new_filing_import": ALL,
    "enterprises.take_import_step": OFFICE,
    "enterprises.take_step": Opens.REGISTRY,
    "evidence.collect": CASE,
    "evidence.evidence": CASE,
    "evidence.file": CASE,
    "findings.add_evidence": CASE,
    "findings.edit_finding": CASE,
    "findings.finding": CASE,
    "findings.findings": ALL,
    "findings.findings_of_case": CASE,
    "findings.link_repeat": CASE,
    "findings.new_finding": CASE,
    "findings.record_without_evidence": CASE,
    "findings.take_step": CASE,
    "inspections.arrival": CASE,
    "inspections.declaration": CASE,
    "inspections.edit_plan": CASE,
    "inspections.inspection": CASE,
    "inspections.inspection_of_case": CASE,
    "inspections.inspections": ALL,
    "inspections.keep": CASE,
    "inspections.new_inspection": Opens.REGISTRY,
    "inspections.new_member": CASE,
    "inspections.recuse": CASE,
    "inspections.remove_member": CASE,
    "inspections.service": CASE,
    "inspections.sign_for_enterprise": CASE,
    "inspections.take_step": CASE,
    "inspections.write_record": CASE,
    "legal.deadline_rules": ALL,
    "legal.provision": ALL,
    "legal.provisions": ALL,
    "notifications.acknowledge": Opens.RECIPIENT,
    "notifications.inbox": ALL,
    "organisation.account": ALL,
    "organisation.changes": ALL,
    "organisation.choose_language": ALL,
    "organisation.confirm": ALL,
    "organisation.decide": ABSENT,
    "organisation.end_account": ALL,
    "organisation.end_all_sessions": ALL,
    "organisation.end_session": ABSENT,
    "organisation.end_user_sessions": ALL,
    "organisation.enrol": ALL,
    "organisation.enter_code": ALL,
    "organisation.grant_role": ALL,
    "organisation.new_user": ALL,
    "organisation.offices": ALL,
    "organisation.password": ALL,
    "organisation.policy": ALL,
    "organisation.propose_role": ALL,
    "organisation.recovery_codes": ALL,
    "organisation.register_certificate": ALL,
    "organisation.reinstate": ALL,
    "organisation.remove_factor": ALL,
    "organisation.reset_password": ALL,
    "organisation.reset_second_factor": ALL,
    "organisation.sign_in": ALL,
    "organisation.sign_out": ALL,
    "organisation.suspend": ALL,
    "organisation.take_back": ABSENT,
    "organisation.user": ALL,
    "organisation.users": ALL,
    "organisation.withdraw_role": ALL,
    "rectification.add_proof": CASE,
    "rectification.answer": CASE,
    "rectification.edit_demand": CASE,
    "rectification.edit_order": CASE,
    "rectification.new_demand": CASE,
    "rectification.new_order": CASE,
    "rectification.opinion_service": CASE,
    "rectification.order": CASE,
    "rectification.orders": ALL,
    "rectification.orders_of_case": CASE,
    "rectification.remove_demand": CASE,
    "rectification.service": CASE,
    "rectification.take_demand_step": CASE,
    "rectification.take_step": CASE,
    "rectification.verify": CASE,
    "reports.board": ALL,
    "reports.jurisdiction": ALL,
    "reports.my_work": ALL,
    "web.csp_report": ALL,
    "web.home": ALL,
    "web.language": ALL,
}


def lacks_permission(view: FunctionType, person: Person) -> bool:
    """Whether the permission that the view declares is not the person's."""
    permission = view.permission  # type: ignore[attr-defined]
    return permission not in (PUBLIC, SIGNED_IN) and not person.actor.may(permission)


def turned_away(endpoint: str, view: FunctionType, person: Person, *, secret: bool = False) -> int | None:
    """403 or 404, where the person must be answered that; None where the address is open to the person.

    `secret`: the address names something of the case under embargo, else of the open one.
    """
    opens = ENTRIES[endpoint]
    if lacks_permission(view, person):
        return 403
    if opens in (Opens.LOG, Opens.READERS) and not (person.of_cases or person.role is Role.AUDITOR):
        return 403
    sees_case = person.sees_secret if secret else person.sees_open
    if (
        opens is Opens.OWN_HEAD
        and sees_case
        and not secret
        and not (person.role is Role.COORDINATOR or person.is_own_head)
    ):
        return 403
    open_to = {
        Opens.CASE: sees_case,
        Opens.OWN_HEAD: sees_case and not secret,
        Opens.REGISTRY: person.reaches if secret else person.sees_open,
        Opens.OFFICE: person.reaches,
        Opens.LOG: person.role is Role.AUDITOR or (person.sees_secret if secret else person.opens_log),
        Opens.RECIPIENT: False,
        Opens.ABSENT: False,
    }
    return None if open_to.get(opens, True) else 404
