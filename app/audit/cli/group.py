"""What the commands of this room share."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.audit.sealing.signing import Inconsistent
from app.audit.sealing.vault import SignerFault

audit = AppGroup("audit", help="The transparency log.")


@contextmanager
def precise_refusals(*also: type[Exception]) -> Iterator[None]:
    """End the command with 1 and the signer's own words where it, or what else is named, refuses."""
    refusals: tuple[type[Exception], ...] = (Inconsistent, SignerFault, *also)
    try:
        yield
    except refusals as refusal:
        raise click.ClickException(str(refusal)) from refusal
