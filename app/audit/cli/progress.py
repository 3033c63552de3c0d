"""A bar for what takes long."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.audit.verifying.verification import Watch


@contextmanager
def progress(length: int) -> Iterator[Watch]:
    """A bar of this length on standard error, where that is a terminal; gives what to tell of each lot done."""
    with click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar.update
