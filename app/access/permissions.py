"""Every permission of the system, as `<resource>:<action>`."""

from app.core.text import _
from app.core.workflow import Choice


class Permission(Choice):
    """What an actor may be allowed to do. Where (reach) is a separate question."""

    WORK_READ = "work:read", _("Open the own work list")
    BOARD_READ = "board:read", _("Read the deadline board")
    JURISDICTION_READ = "jurisdiction:read", _("Read the figures of the jurisdiction")
    INBOX_READ = "inbox:read", _("Read the own messages")
    LEGAL_READ = "legal:read", _("Read provisions and rules")
    LEGAL_LOAD = "legal:load", _("Load provisions and rules")

    CAMPAIGN_READ = "campaign:read", _("Read campaigns")
    CAMPAIGN_MANAGE = "campaign:manage", _("Run campaigns")

    ENTERPRISE_READ = "enterprise:read", _("Read the registry")
    ENTERPRISE_EDIT = "enterprise:edit", _("Enter and change enterprises")
    ENTERPRISE_IMPORT = "enterprise:import", _("Import published lists")

    CASE_READ = "case:read", _("Read cases within reach")
    CASE_GRANT = "case:grant", _("Grant access to a case of the own office")
    INSPECTION_PLAN = "inspection:plan", _("Plan inspections")
    INSPECTION_CONDUCT = "inspection:conduct", _("Carry out inspections")
    INSPECTION_APPROVE = "inspection:approve", _("Decide on notices, recusals and visits")

    EVIDENCE_COLLECT = "evidence:collect", _("Collect evidence")
    FINDING_RECORD = "finding:record", _("Record findings")
    FINDING_CONFIRM = "finding:confirm", _("Confirm findings as second officer")
    FINDING_DISMISS = "finding:dismiss", _("Dismiss findings")

    ORDER_DRAFT = "order:draft", _("Draft orders")
    ORDER_REVIEW = "order:review", _("Review orders")
    ORDER_APPROVE = "order:approve", _("Approve orders")
    ORDER_SERVE = "order:serve", _("Issue and serve orders")
    ANSWER_ENTER = "answer:enter", _("Enter answers")
    DEMAND_VERIFY = "demand:verify", _("Verify demands")

    OFFICE_READ = "office:read", _("See the offices")
    OFFICE_MANAGE = "office:manage", _("Make offices")
    USER_READ = "user:read", _("See the accounts")
    USER_CREATE = "user:create", _("Make and end accounts")
    ROLE_GRANT = "role:grant", _("Grant roles and suspend accounts")
    ROLE_CONFIRM = "role:confirm", _("Confirm changes of rights as second person")
    AUDIT_READ = "audit:read", _("Read the log")
    AUDIT_REDACT = "audit:redact", _("Erase personal data from the log, as one of two")
    WITNESS_MANAGE = "witness:manage", _("Hold the policy of the witnesses")
