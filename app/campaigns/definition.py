"""A campaign as it is written in a file: read, and refused with a sentence where it does not hold together. Pure."""

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from app.core.errors import RuleViolated
from app.core.text import _

T = TypeVar("T")


@dataclass(frozen=True)
class WorkstreamDefinition:
    """A line of work with what it asks for and its window, both days included."""

    key: str
    name_zh: str
    name_en: str
    asks_zh: str
    asks_en: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CampaignDefinition:
    """A campaign with its workstreams in their order. `instrument` is the key of its legal basis."""

    key: str
    name_zh: str
    name_en: str
    aim_zh: str
    aim_en: str
    instrument: str
    announced_on: date
    planned_close: date
    workstreams: tuple[WorkstreamDefinition, ...]


def read_definition(content: bytes) -> CampaignDefinition:
    """The campaign written in a JSON file; raises RuleViolated, naming what is wrong."""
    try:
        data = json.loads(content)
    except ValueError as error:
        raise RuleViolated(_("The file is no valid JSON: %(error)s", error=error), field="file") from error
    streams = data.pop("workstreams", None) if isinstance(data, dict) else None
    if not isinstance(streams, list) or not streams:
        raise RuleViolated(_("The file needs “workstreams”, a list with at least one."), field="file")
    lines = tuple(
        _filled(WorkstreamDefinition, stream, f"workstreams[{place}]") for place, stream in enumerate(streams, 1)
    )
    campaign = _filled(CampaignDefinition, {**data, "workstreams": lines}, "campaign")
    _require_sound(campaign)
    return campaign


def _filled(kind: type[T], data: Any, place: str) -> T:
    expected = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(data, dict) or data.keys() != expected.keys():
        raise RuleViolated(
            _("%(place)s needs exactly these entries: %(names)s.", place=place, names=", ".join(expected)), field="file"
        )
    return kind(**{name: _value(data[name], kind, f"{place}.{name}") for name, kind in expected.items()})


def _value(value: Any, kind: Any, place: str) -> Any:
    if kind is date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise RuleViolated(_("%(place)s has to be a day such as 2022-04-08.", place=place), field="file") from None
    if kind is str and not (isinstance(value, str) and value.strip()):
        raise RuleViolated(_("%(place)s has to be text.", place=place), field="file")
    return value


def _require_sound(campaign: CampaignDefinition) -> None:
    if campaign.planned_close < campaign.announced_on:
        raise RuleViolated(_("The campaign closes before it is announced. Check both days."), field="file")
    keys = [stream.key for stream in campaign.workstreams]
    if len(set(keys)) != len(keys):
        raise RuleViolated(_("Two workstreams have the same key."), field="file")
    for stream in campaign.workstreams:
        if not campaign.announced_on <= stream.starts_on <= stream.ends_on <= campaign.planned_close:
            raise RuleViolated(
                _("The window of the workstream %(key)s does not lie within the campaign's.", key=stream.key),
                field="file",
            )
