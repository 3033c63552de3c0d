"""Reading campaigns. They are public acts: everybody on the staff sees all of them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access.roles import Role
from app.campaigns.models import Campaign
from app.campaigns.states import CampaignState
from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import User

CASEWORKERS = (Role.HEAD, Role.SUPERVISOR, Role.INSPECTOR, Role.COORDINATOR)
"""The roles in which somebody carries on the work of a case, or sees to it."""


def campaigns() -> list[Campaign]:
    """All campaigns with their workstreams, the newest first."""
    return list(
        db.session().scalars(
            select(Campaign)
            .options(selectinload(Campaign.workstreams))
            .order_by(Campaign.announced_on.desc(), Campaign.key)
        )
    )


def campaign(key: str) -> Campaign:
    """The campaign with its workstreams; raises NotFound."""
    found = db.session().scalar(select(Campaign).where(Campaign.key == key).options(selectinload(Campaign.workstreams)))
    if found is None:
        raise NotFound()
    return found


def current_campaign() -> Campaign | None:
    """The campaign under way, the one announced last where there are several; None where none is."""
    under_way = select(Campaign).where(Campaign.state == CampaignState.ACTIVE)
    return db.session().scalar(under_way.order_by(Campaign.announced_on.desc(), Campaign.key).limit(1))


def newest_span() -> tuple[date, date] | None:
    """From when to when the campaign announced last runs, or ran; None where there is none."""
    found = db.session().scalar(select(Campaign).order_by(Campaign.announced_on.desc(), Campaign.key).limit(1))
    return (found.announced_on, found.closed_on or found.planned_close) if found else None


def successors(case: CaseFile) -> list[User]:
    """Whoever can take over the work of a case: those who work on cases in its office, then in each office above."""
    office = organisation.office(case.office_id)
    chain = {office.id: 0}
    while (above := organisation.parent_office(office)) is not None:
        chain[above.id], office = len(chain), above
    staff = organisation.users_of(chain, CASEWORKERS)
    return sorted(staff, key=lambda user: chain[user.office_id])
