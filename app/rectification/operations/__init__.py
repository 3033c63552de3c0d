"""The verbs of rectification: orders from draft to close, the enterprise's answers, verification by two officers."""

from app.rectification.operations.answers import add_proof, answer, send_remarks
from app.rectification.operations.drafting import (
    add_demand,
    change,
    change_demand,
    draft,
    draft_for,
    remove_demand,
    submit,
)
from app.rectification.operations.orders import approve, close, issue, review, send_back, serve, withdraw
from app.rectification.operations.verification import DemandFailed, confirm, disagree, propose, serve_opinion

__all__ = [
    "DemandFailed",
    "add_demand",
    "add_proof",
    "answer",
    "approve",
    "change",
    "change_demand",
    "close",
    "confirm",
    "disagree",
    "draft",
    "draft_for",
    "issue",
    "propose",
    "remove_demand",
    "review",
    "send_back",
    "send_remarks",
    "serve",
    "serve_opinion",
    "submit",
    "withdraw",
]
