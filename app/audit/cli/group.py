"""What the commands of this room share."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.audit.signing import Inconsistent
from app.audit.vault import SignerFault

audit = AppGroup("audit", help="The transparency log.")


@contextmanager
def precise_refusals() -> Iterator[None]:
    """End the command with 1 and the signer's own words where it refuses."""
    try:
        yield
    except (Inconsistent, SignerFault) as refusal:
        raise click.ClickException(str(refusal)) from refusal
