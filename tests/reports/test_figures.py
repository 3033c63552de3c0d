"""What the page of a campaign says of inspection and rectification."""

import re
from importlib.resources import files

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.access.roles import Role
from app.campaigns.definition import read_definition
from app.campaigns.models import Campaign
from app.campaigns.operations import load_campaign
from app.core import clock
from app.core.clock import date
from app.inspections.states import InspectionState
from app.rectification.states import OrderKind, OrderState, Result
from app.reports.views.figures import of_campaign
from tests.factories.inspections import make_inspection
from tests.factories.organisation import make_actor
from tests.factories.rectification import SHORTCOMING, answer, make_confirmed, make_demand, make_order, verify


@pytest.fixture
def figures(work, stage):
    """The figures of the stage's campaign as a reader sees them: by workstream, in their order."""

    def seen(actor, campaign_id=None) -> list[list[int]]:
        with work(actor) as session:
            campaign = session.get_one(Campaign, campaign_id or stage.rows["campaign"][1])
            return [[tile.value for tile in tiles] for tiles in of_campaign(campaign).values()]

    return seen


def test_visits_and_findings_are_counted(stage, figures):
    assert figures(stage.supervisor) == [[0, 0, 0, 0], [0, 0, 0, 0]]
    with stage() as cast:
        make_inspection(cast, InspectionState.CONCLUDED)
        inspection = make_inspection(cast, InspectionState.ON_SITE)
        make_inspection(cast, InspectionState.CANCELLED)
        make_confirmed(cast, inspection)
        make_confirmed(cast, inspection, **SHORTCOMING)
        make_confirmed(cast, inspection, **SHORTCOMING)
    assert figures(stage.supervisor)[0] == [2, 1, 2, 1]


def test_orders_and_demands_are_counted(stage, figures, frozen):
    with stage() as cast:
        done = make_demand(cast)
        answer(done, cast)
        verify(done, cast, Result.DONE)
        make_demand(cast)
        letter = [make_confirmed(cast, **SHORTCOMING)]
        make_order(cast, OrderState.ISSUED, findings=letter, kind=OrderKind.FEEDBACK_LETTER)
    assert figures(stage.supervisor)[1] == [2, 2, 1, 0]
    frozen.move_to(clock.at(date(2022, 10, 14), 9))
    assert figures(stage.supervisor)[1] == [2, 2, 1, 1]


def test_embargoed_visits_and_other_provinces_are_not_counted(stage, elsewhere, figures, work):
    with stage() as cast:
        make_inspection(cast)
        beside = make_actor(Role.SUPERVISOR)
    with elsewhere() as cast:
        make_demand(cast)
    beijing = elsewhere.rows["campaign"][1]
    assert figures(beside)[0] == [0, 0, 0, 0]
    assert figures(stage.leader)[0] == [1, 0, 0, 0]
    assert figures(stage.supervisor, beijing) == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert figures(elsewhere.supervisor, beijing)[1] == [1, 1, 0, 0]
    with work():
        national = make_actor(Role.COORDINATOR, path="cn/")
    assert figures(national, beijing)[1] == [1, 1, 0, 0]


def test_they_stand_on_the_page_of_the_campaign(work, acting, stage):
    definition = files("app.campaigns").joinpath("data", "qinglang-2022.json").read_bytes()
    with work() as session:
        load_campaign(read_definition(definition), actor=operator("tests"))
        key = session.scalar(select(Campaign.key).where(Campaign.key.startswith("qinglang")))
    page = acting(stage.supervisor).get(f"/campaigns/{key}", headers={"Accept-Language": "en"}).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for label in ("Inspections planned 0", "Breaches confirmed 0", "Orders and letters served 0", "Demands overdue 0"):
        assert label in words
