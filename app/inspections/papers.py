"""What the papers of a visit say, taken from the data: notice (D04) and record (D05). Official papers are Chinese."""

from datetime import datetime
from typing import Any

from app.campaigns.models import Campaign
from app.core import clock, db
from app.inspections.models import Inspection, Signature
from app.inspections.rules import active
from app.inspections.states import Side
from app.legal import queries as legal
from app.organisation import queries as organisation

NOTICE = "D04"
RECORD = "D05"
NOTICE_TITLE = "现场检查通知书"
RECORD_TITLE = "现场检查（勘验）笔录"

DUTIES = (
    "被检查单位有权要求检查人员出示执法证件，检查人员不出示的，有权拒绝接受检查；有权陈述和申辩；"
    "认为检查人员与检查事项有直接利害关系或者有其他关系可能影响公正执法的，有权申请其回避。"
    "被检查单位应当如实回答询问、提供有关资料，并协助检查，不得拒绝或者阻挠。"
)
"""APL arts. 7, 43, 55; Cybersecurity Law art. 49; Provisions art. 28."""
RIGHTS_TOLD = (
    "检查人员已告知有权陈述、申辩，认为检查人员与检查事项有直接利害关系或者有其他关系可能影响公正执法的，有权申请回避。"
)
CERTIFICATES_SHOWN = "检查人员已出示执法证件并说明来意。"
READ_BACK = "以上笔录已向被检查单位宣读并交其核对。"
FOUND_CORRECT = "核对无误，签字确认"
"""What the enterprise's signature says; who refuses to sign has found nothing correct."""
CAPACITIES = {Side.OFFICER: "检查人员", Side.ENTERPRISE: "被检查单位"}


def notice_content(inspection: Inspection) -> dict[str, Any]:
    """Everything D04 must contain: inspectee, basis, subject, time, place, inspectors, materials, rights and duties."""
    return {
        "inspectee": inspection.enterprise.name,
        "basis": _basis(inspection),
        "subject": inspection.subject,
        "time": _day_in_chinese(inspection),
        "place": inspection.place,
        "inspectors": _inspectors(inspection),
        "materials": inspection.materials or "",
        "rights": DUTIES,
    }


def _basis(inspection: Inspection) -> str:
    campaign = db.session().get_one(Campaign, inspection.campaign_id)
    law = legal.instrument(campaign.instrument, on=inspection.planned_on)
    return f"《{law.name_zh}》，{campaign.name_zh}"


def _day_in_chinese(inspection: Inspection) -> str:
    day = inspection.planned_on
    return f"{day.year}年{day.month}月{day.day}日"


def _inspectors(inspection: Inspection) -> list[dict[str, str]]:
    team = active(inspection)
    names = organisation.user_names(member.user_id for member in team)
    return [{"name": names[member.user_id], "certificate": member.certificate_number} for member in team]


def draft_content(facts: str, materials_seen: str) -> dict[str, Any]:
    """What the record says while the team is on site: the facts, item by item, and what was looked at."""
    return {"facts": facts, "evidence": materials_seen}


def record_content(inspection: Inspection) -> dict[str, Any]:
    """Everything D05 must contain, from arrival to the last signature."""
    paper = inspection.record_paper
    assert paper is not None
    assert inspection.arrived_at is not None
    assert inspection.read_back_at is not None
    writer = paper.drafted_by
    return {
        **draft_content(paper.content["facts"], paper.content["evidence"]),
        "inspectee": inspection.enterprise.name,
        "person_present": inspection.received_by,
        "place": inspection.place,
        "time_from": _moment(inspection.arrived_at),
        "time_to": _moment(clock.now()),
        "inspectors": _inspectors(inspection),
        "recorder": organisation.user_names([writer])[writer],
        "certificates_shown": CERTIFICATES_SHOWN,
        "rights": RIGHTS_TOLD,
        "read_back": f"{READ_BACK}（{_moment(inspection.read_back_at)}）",
        "signatures": [_signature(signature) for signature in inspection.signatures],
    }


def _moment(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def _signature(signature: Signature) -> dict[str, str]:
    signed = {"side": CAPACITIES[signature.side], "name": signature.name}
    if signature.side is Side.ENTERPRISE:
        signed["result"] = FOUND_CORRECT
    if signature.refused:
        signed["result"] = f"拒绝签字，理由：{signature.refusal_reason}；见证人：{signature.witness}"
    return signed
