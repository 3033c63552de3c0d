"""Commands for the audit administrator, a file a theme."""

from app.audit.cli.group import audit
from app.audit.cli.verify import verify_log

__all__ = ["audit", "verify_log"]
