"""Commands for the audit administrator, a file a theme."""

from app.audit.cli import origin, signer, verify, witness
from app.audit.cli.group import audit

__all__ = ["audit", "origin", "signer", "verify", "witness"]
