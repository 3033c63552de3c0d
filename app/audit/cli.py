"""Commands for the audit administrator."""

from flask.cli import AppGroup

audit = AppGroup("audit", help="The transparency log.")
