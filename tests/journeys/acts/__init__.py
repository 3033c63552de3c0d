"""For each address that changes something, and each step behind it, a call that succeeds: who, on what, with what body,
and the events it leaves in the log."""

from tests.journeys.acts.act import Act
from tests.journeys.acts.campaigns import CAMPAIGNS
from tests.journeys.acts.casework import CASEWORK
from tests.journeys.acts.offices import OFFICES
from tests.journeys.acts.rectification import RECTIFICATION
from tests.journeys.acts.rights import RIGHTS
from tests.journeys.acts.sessions import SESSIONS
from tests.journeys.acts.witnesses import WITNESSES

ACTS: list[Act] = [*CAMPAIGNS, *CASEWORK, *RECTIFICATION, *OFFICES, *RIGHTS, *SESSIONS, *WITNESSES]

__all__ = ["ACTS", "Act"]
