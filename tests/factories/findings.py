"""Findings brought as far as a test needs them."""

import io
from typing import Any

from PIL import Image

from app.access.actor import Actor
from app.core import clock
from app.evidence import operations as evidence
from app.evidence.states import EvidenceKind
from app.findings import operations, queries
from app.findings.models import Finding
from app.findings.states import Family, FindingState
from app.inspections.models import Inspection
from tests.factories.inspections import Cast


def photo() -> io.BytesIO:
    """A small picture, as a phone would send it."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    content.seek(0)
    return content


def make_finding(
    inspection: Inspection, cast: Cast, state: FindingState = FindingState.DRAFT, **changes: Any
) -> Finding:
    """A breach of art. 7 found by the leader, brought to `state` (draft, recorded, confirmed or dismissed)."""
    values: dict[str, Any] = {
        "family": Family.BREACH,
        "article": "7",
        "title": "未建立算法安全管理制度",
        "facts": "现场未能提供算法机制机理审核制度。",
    }
    finding = operations.draft(inspection, actor=cast.leader, **(values | changes))
    if state in (FindingState.RECORDED, FindingState.CONFIRMED):
        operations.record_finding(finding, no_evidence_reason="口头询问", actor=cast.leader)
    if state is FindingState.CONFIRMED:
        operations.confirm(finding, actor=cast.second)
    if state is FindingState.DISMISSED:
        operations.dismiss(finding, reason="事实不清", actor=cast.head)
    return finding


def add_evidence(finding: Finding, actor: Actor) -> None:
    """A picture as evidence for the finding."""
    evidence.collect(
        finding.case_file,
        queries.ref(finding),
        photo(),
        "制度.png",
        kind=EvidenceKind.DOCUMENT,
        title="制度文本",
        occurred_at=clock.now(),
        source="王法务",
        actor=actor,
    )
