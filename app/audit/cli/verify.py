"""Reading the log again."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit
from app.audit.verification import Finding, verify
from app.core import db

CONSISTENT = "internally consistent only"
"""All that can be said while no checkpoint from outside is compared."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify_log(as_json: bool) -> None:
    """Read the whole log again; exit with 1 at the first event that does not hold."""
    with current_app.database.unit_of_work(operator("audit verify"), appends=False):  # type: ignore[attr-defined]
        findings = list(verify(db.session().connection()))
    click.echo(_as_json(findings) if as_json else "\n".join(map(_as_text, findings)))
    sys.exit(any(finding.fault for finding in findings))


def _as_json(findings: Sequence[Finding]) -> str:
    verdict = "fault" if any(finding.fault for finding in findings) else CONSISTENT
    return json.dumps({"verdict": verdict, "logs": [asdict(finding) for finding in findings]})


def _as_text(finding: Finding) -> str:
    state = f"log {finding.log}: size {finding.size}, root {finding.root}, {finding.redacted} redacted"
    if finding.fault is None:
        return f"{state}: {CONSISTENT}"
    return f"{state}: first bad index {finding.first_bad}, {finding.fault}: {finding.fault.label}"
