"""The closed lists in which the law is written down here: sanctions, conditions, kinds of consequence, of deadline."""

from app.core.text import _
from app.core.workflow import Choice, State


class Standing(State):
    """Whether an entry was read in the text of the law, or taken from another source and still to be checked."""

    CONFIRMED = "confirmed", _("Confirmed"), "green"
    UNCONFIRMED = "unconfirmed", _("Unconfirmed"), "amber"


class Addressee(Choice):
    """Whom a provision binds."""

    PROVIDER = "provider", _("Provider of algorithmic recommendation services")
    AUTHORITY = "authority", _("Competent authorities")
    INSPECTOR = "inspector", _("Inspectors")
    INDUSTRY_BODY = "industry_body", _("Industry bodies")
    NONE = "none", _("Nobody in particular")


class Outcome(State):
    """What kind of consequence a breach has."""

    LADDER = "ladder", _("Penalty in tiers"), "red"
    OTHER_LAW = "other_law", _("By another law"), "orange"
    OFFICE_ACT = "office_act", _("Act of the office, no penalty"), "blue"
    NONE = "none", _("No penalty clause"), "grey"


class Sanction(Choice):
    """What an authority may impose. An order to correct and the cancellation of a filing are no kind of penalty."""

    WARNING = "warning", _("warning")
    CIRCULATED_CRITICISM = "circulated_criticism", _("circulated criticism")
    ORDER_TO_CORRECT = "order_to_correct", _("order to correct within a time limit")
    SUSPEND_INFORMATION_UPDATE = "suspend_information_update", _("order to suspend information updates")
    FINE = "fine", _("fine")
    REVOKE_FILING = "revoke_filing", _("revocation of the filing")
    CANCEL_FILING = "cancel_filing", _("cancellation of the filing")


class Condition(Choice):
    """What must be on file before a tier of a ladder is open."""

    REFUSAL_TO_CORRECT = "refusal_to_correct", _("the party refuses to correct")
    SERIOUS_CIRCUMSTANCES = "serious_circumstances", _("the circumstances are serious")
    ENDED_WITHOUT_CANCELLATION = "ended_without_cancellation", _("the service ended without cancellation of the filing")
    CLOSED_OR_REVOKED = (
        "closed_or_revoked",
        _("the site was closed, or the licence or business licence revoked, as a penalty"),
    )


class Authority(Choice):
    """Who is competent for a consequence, each within its remit."""

    CAC = "cac", _("CAC offices")
    TELECOM = "telecom", _("telecom regulators")
    POLICE = "police", _("police")
    MARKET_REGULATION = "market_regulation", _("market regulators")


class PeriodKind(Choice):
    """What runs: time to act, time after which no penalty is possible, or time for which something is kept."""

    ACT = "act", _("Time to act")
    LIMITATION = "limitation", _("Limitation of penalties")
    RETENTION = "retention", _("Time to keep")


class PaperDirection(Choice):
    """Which way an enforcement document goes."""

    OUTWARD = "outward", _("Goes out")
    INTERNAL = "internal", _("Stays inside")
    INCOMING = "incoming", _("Comes in")
    PARTLY = "partly", _("Goes out in part")
