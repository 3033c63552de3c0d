"""The acts of a finding: drafted on site with its evidence, recorded by one officer, confirmed by another."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.core import clock
from app.demo import pictures
from app.demo.days import workday
from app.demo.scenes import Found, Proof
from app.demo.staging.acts import Stage
from app.evidence import operations as evidence
from app.findings import operations, queries
from app.findings.models import Finding

FILES: dict[str, tuple[Callable[[str], bytes], str, str]] = {
    "screenshot": (pictures.screenshot, "png", "检查组现场截屏"),
    "photo": (pictures.photo, "jpg", "检查组现场拍摄"),
}
"""How a piece of evidence is made: picture, ending of its name, where it comes from."""


def stage_finding(stage: Stage, ordinal: int, found: Found) -> None:
    """Plan the acts of one finding."""
    crew, last = stage.case.crew, stage.case.last_day
    recorded, confirmed = workday(last, found.recorded), workday(last, found.confirmed)
    minute = 4 * ordinal
    stage.at(last, 16, 30 + minute, crew.leader, lambda actor: _draft(stage, ordinal, found, actor))
    _record(stage, ordinal, found, recorded, 10)
    if found.sent_back:
        _step(stage, ordinal, recorded, 14, crew.second, operations.send_back, reason=found.sent_back)
        _record(stage, ordinal, found, recorded, 15)
    if found.dismissed:
        _step(stage, ordinal, confirmed, 11, crew.head, operations.dismiss, reason=found.dismissed)
        return
    if found.repeats:
        stage.at(recorded, 16, minute, crew.leader, lambda actor: _link(stage, ordinal, actor))
    _step(stage, ordinal, confirmed, 11, crew.second, operations.confirm)


def _draft(stage: Stage, ordinal: int, found: Found, actor: Actor) -> None:
    finding = operations.draft(stage.inspection(), **found.said, actor=actor)
    stage.findings[ordinal] = finding.id
    if found.proof:
        _collect(stage, finding, found.proof, actor)


def _collect(stage: Stage, finding: Finding, proof: Proof, actor: Actor) -> None:
    company = finding.inspection.enterprise.name
    name = f"{finding.inspection.planned_on:%m%d}-{stage.place:02}-{finding.ordinal}"
    if proof.form == "paper":
        content, ending, source = pictures.paper(proof.title, finding.facts), "pdf", f"{company}提供"
    else:
        draw, ending, source = FILES[proof.form]
        content = draw(name)
    evidence.collect(
        finding.case_file,
        queries.ref(finding),
        io.BytesIO(content),
        f"检查-{name}.{ending}",
        kind=proof.kind,
        title=proof.title,
        occurred_at=clock.at(stage.case.last_day, 14),
        source=source,
        actor=actor,
    )


def _record(stage: Stage, ordinal: int, found: Found, day: date, hour: int) -> None:
    reason = found.without_proof
    _step(stage, ordinal, day, hour, stage.case.crew.leader, operations.record_finding, no_evidence_reason=reason)


def _link(stage: Stage, ordinal: int, actor: Actor) -> None:
    finding = queries.finding(stage.findings[ordinal])
    same = [one for one in queries.earlier_findings(finding) if (one.article, one.aspect) == _basis(finding)]
    operations.link_repeat(finding, same[0], actor=actor)


def _basis(finding: Finding) -> tuple[str | None, str | None]:
    return finding.article, finding.aspect


def _step(
    stage: Stage, ordinal: int, day: date, hour: int, username: str, verb: Callable[..., Any], **details: Any
) -> None:
    """Plan a verb on the finding; those of one inspection follow each other by four minutes."""

    def do(actor: Actor) -> None:
        verb(queries.finding(stage.findings[ordinal]), **details, actor=actor)

    stage.at(day, hour, 4 * ordinal, username, do)
