"""The verbs of an inspection: plan it, set up its team, give notice, carry out the visit, sign, conclude."""

from app.inspections.operations.notice import (
    approve_notice,
    approve_unannounced,
    draft_notice,
    serve_notice,
    withdraw_notice,
)
from app.inspections.operations.planning import Planned, cancel, plan, release, replan
from app.inspections.operations.team import add_member, declare, keep, ready_team, recuse, remove_member
from app.inspections.operations.visit import (
    Concluded,
    arrive,
    conclude,
    read_back,
    sign,
    sign_for_enterprise,
    sign_record,
    write_record,
)

__all__ = [
    "Concluded",
    "Planned",
    "add_member",
    "approve_notice",
    "approve_unannounced",
    "arrive",
    "cancel",
    "conclude",
    "declare",
    "draft_notice",
    "keep",
    "plan",
    "read_back",
    "ready_team",
    "recuse",
    "release",
    "remove_member",
    "replan",
    "serve_notice",
    "sign",
    "sign_for_enterprise",
    "sign_record",
    "withdraw_notice",
    "write_record",
]
