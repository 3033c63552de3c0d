"""Every permission of the system, as `<resource>:<action>`."""

from enum import StrEnum


class Permission(StrEnum):
    """What an actor may be allowed to do. Where (reach) is a separate question."""

    WORK_READ = "work:read"
    BOARD_READ = "board:read"
    JURISDICTION_READ = "jurisdiction:read"
    INBOX_READ = "inbox:read"
    LEGAL_READ = "legal:read"
    LEGAL_LOAD = "legal:load"

    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_MANAGE = "campaign:manage"

    ENTERPRISE_READ = "enterprise:read"
    ENTERPRISE_EDIT = "enterprise:edit"
    ENTERPRISE_IMPORT = "enterprise:import"

    CASE_READ = "case:read"
    INSPECTION_PLAN = "inspection:plan"
    INSPECTION_CONDUCT = "inspection:conduct"
    INSPECTION_APPROVE = "inspection:approve"

    EVIDENCE_COLLECT = "evidence:collect"
    FINDING_RECORD = "finding:record"
    FINDING_CONFIRM = "finding:confirm"
    FINDING_DISMISS = "finding:dismiss"

    ORDER_DRAFT = "order:draft"
    ORDER_REVIEW = "order:review"
    ORDER_APPROVE = "order:approve"
    ORDER_SERVE = "order:serve"
    ANSWER_ENTER = "answer:enter"
    DEMAND_VERIFY = "demand:verify"

    OFFICE_READ = "office:read"
    OFFICE_MANAGE = "office:manage"
    USER_READ = "user:read"
    USER_CREATE = "user:create"
    ROLE_GRANT = "role:grant"
    AUDIT_READ = "audit:read"
