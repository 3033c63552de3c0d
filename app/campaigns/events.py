"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.campaigns.states import CampaignState
from app.core.text import _

NAMES = Key("name_zh", _("Name in Chinese")), Key("name_en", _("Name in English"))
WINDOW = (
    Key("announced_on", _("Announced"), Shown.DAY),
    Key("planned_close", _("Planned close"), Shown.DAY),
)
STATE = Key("state", _("State"), CampaignState)
COUNTED = (
    Key("finished", _("Cases finished"), Shown.COUNT),
    Key("carried_over", _("Cases carried over"), Shown.COUNT),
)

EVENTS = {
    "campaign.loaded": Kind(
        _("Campaign loaded"), Key("key", _("Key of the campaign")), Key("workstreams", _("Workstreams")), *WINDOW
    ),
    "campaign.changed": Kind(
        _("Campaign changed by its file"),
        *NAMES,
        Key("aim_zh", _("Aim in Chinese")),
        Key("aim_en", _("Aim in English")),
        Key("instrument", _("Legal basis")),
        *WINDOW,
    ),
    "workstream.changed": Kind(
        _("Workstream changed by the campaign's file"),
        *NAMES,
        Key("asks_zh", _("What it asks for, in Chinese")),
        Key("asks_en", _("What it asks for, in English")),
        Key("starts_on", _("From"), Shown.DAY),
        Key("ends_on", _("To"), Shown.DAY),
    ),
    "campaign.started": Kind(_("Campaign started"), STATE),
    "campaign.closing": Kind(_("Close of the campaign begun"), STATE, *COUNTED),
    "campaign.closing_called_off": Kind(_("Close of the campaign called off"), STATE),
    "campaign.closed": Kind(
        _("Campaign closed"),
        STATE,
        *COUNTED,
        Key("origin", _("Name of the log")),
        Key("size", _("Events"), Shown.COUNT),
        Key("root", _("Root hash")),
        Key("witnesses", _("Witnesses")),
    ),
    "campaign.reopening_asked": Kind(_("Opening the campaign again asked for")),
    "campaign.reopened": Kind(_("Campaign opened again"), STATE),
    "case.handed_over": Kind(
        _("Case handed over"),
        Key("successor", _("Successor"), Shown.PERSON),
        Key("office", _("Office"), Shown.OFFICE),
        Key("due_on", _("Due"), Shown.DAY),
    ),
}
