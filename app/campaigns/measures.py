"""Figures shown beside the workstreams of a campaign. Upper rooms plug theirs in."""

from collections.abc import Callable, Mapping, Sequence

from flask import url_for

from app.campaigns.models import Campaign
from app.core.events import Socket
from app.core.text import _
from app.enterprises import queries as enterprises
from app.web.display import Tile

Measures = Callable[[Campaign], Mapping[str, Sequence[Tile]]]
"""Answers figures of one campaign, within the reader's reach, by the key of the workstream they belong to."""

measures: Socket[Measures] = Socket()


def measures_of(campaign: Campaign) -> dict[str, list[Tile]]:
    """The figures of all rooms, by the key of the workstream."""
    gathered: dict[str, list[Tile]] = {line.key: [] for line in campaign.workstreams}
    for provide in measures:
        for key, tiles in provide(campaign).items():
            gathered.setdefault(key, []).extend(tiles)
    return gathered


def filing_figures(campaign: Campaign) -> dict[str, list[Tile]]:
    """What the registry knows of filings."""
    known = enterprises.figures()
    share = round(known.with_filing * 100 / known.enterprises) if known.enterprises else None
    registry = url_for("enterprises.enterprises")
    return {
        "algorithm_filing": [
            Tile(_("Enterprises in the registry"), known.enterprises, url=registry, tone="blue"),
            Tile(_("of them with a filing"), known.with_filing, tone="green", share=share),
            Tile(_("Filings in force"), known.filed, tone="green"),
            Tile(_("Filings cancelled"), known.cancelled, tone="grey"),
        ]
    }
