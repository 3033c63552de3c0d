"""Commands for the audit administrator, a file a theme."""

from app.audit.cli import export, origin, signer, verify, witness
from app.audit.cli.group import audit

__all__ = ["audit", "export", "origin", "signer", "verify", "witness"]
