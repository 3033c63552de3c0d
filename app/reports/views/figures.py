"""What the rooms of casework add to the page of a campaign."""

from collections.abc import Mapping, Sequence

from app.campaigns.models import Campaign
from app.core.text import _
from app.findings.states import Family
from app.reports.queries import figures as queries
from app.web.display import Tile


def of_campaign(campaign: Campaign) -> Mapping[str, Sequence[Tile]]:
    """The figures of the workstreams on-site inspection and timed rectification."""
    return {"onsite_inspection": _visits(campaign), "timed_rectification": _rectification(campaign)}


def _visits(campaign: Campaign) -> list[Tile]:
    known = queries.visits(campaign.id)
    return [
        Tile(_("Inspections planned"), known.planned, tone="blue"),
        Tile(_("of them concluded"), known.concluded, tone="green", share=_share(known.concluded, known.planned)),
        Tile(_("Shortcomings confirmed"), known.findings[Family.SHORTCOMING], tone="amber"),
        Tile(_("Breaches confirmed"), known.findings[Family.BREACH], tone="red"),
    ]


def _rectification(campaign: Campaign) -> list[Tile]:
    known = queries.rectification(campaign.id)
    return [
        Tile(_("Orders and letters served"), known.served, tone="blue"),
        Tile(_("Demands made"), known.demands, tone="grey"),
        Tile(_("of them done"), known.done, tone="green", share=_share(known.done, known.demands)),
        Tile(_("Demands overdue"), known.overdue, tone="red" if known.overdue else "grey"),
    ]


def _share(part: int, whole: int) -> int | None:
    return round(part * 100 / whole) if whole else None
