"""Reading a log again, in the database or in an export."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit, precise_refusals
from app.audit.cli.progress import progress
from app.audit.sealing.signing import Signer
from app.audit.verifying.archive.lines import EVENTS
from app.audit.verifying.archive.reading import verify_archive
from app.audit.verifying.chain import Broken, Finding
from app.audit.verifying.pledges import Pledges
from app.audit.verifying.trust import Trust
from app.audit.verifying.verification import length, verify
from app.core import db

CONSISTENT = "internally consistent only"
"""All that can be said while no checkpoint from outside is compared."""
VOUCHED = "consistent with a checkpoint from outside"
FAULT = "fault"


@audit.command("verify")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="An export, instead of the database.")
@click.option(
    "--checkpoint",
    "notes",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A checkpoint that was kept outside. May be given more than once.",
)
@click.option("--vkey", "keys", multiple=True, help="The log's key, as you know it; no other is believed then.")
@click.option("--witness-vkey", "witnesses", multiple=True, help="A witness whose signature vouches for a checkpoint.")
@click.option("--json", "as_json", is_flag=True)
def verify_log(
    folder: Path | None, notes: Sequence[Path], keys: Sequence[str], witnesses: Sequence[str], as_json: bool
) -> None:
    """Read every event again and compare with every checkpoint; exit with 1 at the first event that does not hold.

    Only a checkpoint from outside shows that not everything was rewritten: one given here, or one that a witness given
    here has signed.
    """
    if inside := [str(path) for path in notes if folder and path.resolve().is_relative_to(folder.resolve())]:
        raise click.ClickException(f"{inside[0]} is part of the export itself, not a checkpoint from outside.")
    try:
        with precise_refusals():
            trust = Trust.brought(keys, witnesses, [(str(path), path.read_bytes()) for path in notes])
            findings = _of_database(trust) if folder is None else [_of_archive(folder, trust)]
    except Broken as broken:
        raise click.ClickException(f"{broken.fault}: {broken.fault.label} {broken.detail}") from broken
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_as_json(findings) if as_json else "\n".join(map(_as_text, findings)))
    sys.exit(any(finding.fault for finding in findings))


def _of_database(trust: Trust) -> list[Finding]:
    app: Any = current_app
    folder = app.settings.signer_dir
    with app.database.unit_of_work(operator("audit verify"), appends=False):
        pledges = Pledges(Signer(folder) if folder.exists() else None, trust)
        trust.require_witness(pledges.all)
        connection = db.session().connection()
        with progress(length(connection)) as watch:
            findings = verify(connection, pledges.by_log, watch)
    return [pledges.judged(finding) for finding in findings]


def _of_archive(folder: Path, trust: Trust) -> Finding:
    events = folder / EVENTS
    with progress(events.stat().st_size if events.is_file() else 0) as watch:
        return verify_archive(folder, trust, watch)


def _verdict(findings: Sequence[Finding]) -> str:
    if any(finding.fault for finding in findings):
        return FAULT
    return VOUCHED if all(finding.outside for finding in findings) else CONSISTENT


def _as_json(findings: Sequence[Finding]) -> str:
    bad = next((finding for finding in findings if finding.fault), None)
    return json.dumps(
        {
            "verdict": _verdict(findings),
            "fault": bad and bad.fault,
            "first_bad": bad and bad.first_bad,
            "logs": [asdict(finding) for finding in findings],
        }
    )


def _as_text(finding: Finding) -> str:
    return "\n".join([f"{_state(finding)}: {_judgement(finding)}", *_remarks(finding)])


def _state(finding: Finding) -> str:
    name = finding.origin or "the export" if finding.log is None else f"log {finding.log}"
    hidden = f", {finding.hidden} behind their hash" if finding.hidden else ""
    return f"{name}: size {finding.size}, root {finding.root}, {finding.redacted} redacted{hidden}"


def _judgement(finding: Finding) -> str:
    if finding.fault is not None:
        where = "" if finding.first_bad is None else f"first bad index {finding.first_bad}, "
        detail = f" ({finding.detail})" if finding.detail else ""
        return f"{where}{finding.fault}: {finding.fault.label}{detail}"
    if not finding.outside:
        return CONSISTENT
    later = f" of its first {finding.outside} events" if finding.outside < finding.size else ""
    return f"{VOUCHED}{later}"


def _remarks(finding: Finding) -> list[str]:
    remarks = []
    if finding.undeclared and finding.fault is None:
        remarks.append(f"{finding.undeclared} redacted without an event in sight that says so")
    if finding.lost:
        remarks.append(f"{finding.lost} signed events are lost, as the next log says")
    return remarks
