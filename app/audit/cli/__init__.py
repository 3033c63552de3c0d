"""Commands for the audit administrator, a file a theme."""

from app.audit.cli import signer, verify
from app.audit.cli.group import audit

__all__ = ["audit", "signer", "verify"]
