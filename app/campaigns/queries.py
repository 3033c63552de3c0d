"""Reading campaigns. They are public acts: everybody on the staff sees all of them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.campaigns.models import Campaign
from app.campaigns.states import CampaignState
from app.core import db
from app.core.errors import NotFound


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
