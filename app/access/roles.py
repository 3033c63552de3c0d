"""The whole policy on one page: which role holds which permission."""

from app.access.permissions import Permission as P
from app.core.text import _
from app.core.workflow import Choice


class Role(Choice):
    """What a user is in an office. An account may hold several, within `CONFLICTS`."""

    COORDINATOR = "coordinator", _("National coordinator")
    HEAD = "head", _("Office head")
    SUPERVISOR = "supervisor", _("Supervisor")
    INSPECTOR = "inspector", _("Inspector")
    REGISTRAR = "registrar", _("Registrar")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    OBSERVER = "observer", _("Discipline observer")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Security auditor")


class Family(Choice):
    """The two kinds of roles that never meet in one account."""

    BUSINESS = "business", _("Casework")
    ADMINISTRATION = "administration", _("Administration")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""三员分立: an account with one of these holds no other role."""

SECOND_FACTOR_ROLES = frozenset({Role.COORDINATOR, Role.HEAD}) | ADMINISTRATORS
"""Whoever decides or administers signs in with a second factor (GB/T 22239-2019, identity: two or more factors)."""

_STAFF = {P.INBOX_READ, P.LEGAL_READ, P.CAMPAIGN_READ, P.ENTERPRISE_READ, P.CASE_READ, P.OFFICE_READ}

GRID: dict[Role, frozenset[P]] = {
    Role.COORDINATOR: frozenset(
        _STAFF
        | {P.CAMPAIGN_MANAGE, P.BOARD_READ, P.JURISDICTION_READ, P.INSPECTION_PLAN, P.ENTERPRISE_IMPORT}
        | {P.AUDIT_REDACT}
    ),
    Role.HEAD: frozenset(
        _STAFF
        | {P.BOARD_READ, P.JURISDICTION_READ, P.INSPECTION_APPROVE, P.FINDING_DISMISS, P.ORDER_APPROVE, P.WORK_READ}
        | {P.CASE_GRANT, P.ROLE_CONFIRM, P.AUDIT_REDACT}
    ),
    Role.SUPERVISOR: frozenset(
        _STAFF | {P.WORK_READ, P.BOARD_READ, P.JURISDICTION_READ, P.INSPECTION_PLAN, P.FINDING_CONFIRM, P.ORDER_REVIEW}
    ),
    Role.INSPECTOR: frozenset(
        _STAFF
        | {P.WORK_READ, P.INSPECTION_PLAN, P.INSPECTION_CONDUCT, P.EVIDENCE_COLLECT}
        | {P.FINDING_RECORD, P.FINDING_CONFIRM, P.ORDER_DRAFT, P.ORDER_REVIEW, P.ORDER_SERVE}
        | {P.ANSWER_ENTER, P.DEMAND_VERIFY}
    ),
    Role.REGISTRAR: frozenset(_STAFF | {P.JURISDICTION_READ, P.ENTERPRISE_EDIT, P.ENTERPRISE_IMPORT}),
    Role.LEGAL_REVIEWER: frozenset(_STAFF | {P.WORK_READ, P.ORDER_REVIEW}),
    Role.OBSERVER: frozenset(_STAFF | {P.BOARD_READ, P.AUDIT_READ}),
    Role.SYSTEM_ADMIN: frozenset({P.INBOX_READ, P.OFFICE_READ, P.OFFICE_MANAGE, P.USER_READ, P.USER_CREATE}),
    Role.SECURITY_ADMIN: frozenset({P.INBOX_READ, P.OFFICE_READ, P.USER_READ, P.ROLE_GRANT, P.ROLE_CONFIRM}),
    Role.AUDITOR: frozenset({P.INBOX_READ, P.OFFICE_READ, P.USER_READ, P.AUDIT_READ, P.WITNESS_MANAGE}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[P]:
    """Everything these roles allow together."""
    return frozenset().union(*(GRID[role] for role in roles))


def family_of(role: Role) -> Family:
    """Whether the role administers the system or works on cases."""
    return Family.ADMINISTRATION if role in ADMINISTRATORS else Family.BUSINESS


def conflict(roles: frozenset[Role]) -> bool:
    """Whether no one account may hold these roles together."""
    return bool(roles & ADMINISTRATORS) and len(roles) > 1
