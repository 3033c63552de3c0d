"""What the commands of this room share."""

from flask.cli import AppGroup

audit = AppGroup("audit", help="The transparency log.")
