"""The pages of campaigns, and the command that loads one."""

import json

import pytest

from app.access.actor import operator
from app.access.roles import Role
from app.campaigns.definition import read_definition
from app.campaigns.measures import measures
from app.campaigns.operations import load_campaign
from app.core.text import _
from app.web.display import Tile
from tests.factories.organisation import make_actor

KEY = "qinglang-2022-algorithms"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def loaded(work, law, qinglang):
    with work():
        load_campaign(read_definition(qinglang), actor=operator("tests"))
        return make_actor(Role.COORDINATOR, path="cn/"), make_actor(Role.INSPECTOR, path="cn/44/")


def test_the_list_opens_the_campaign(acting, loaded):
    page = acting(loaded[1]).get("/campaigns", headers=ENGLISH).text
    assert f'href="/campaigns/{KEY}"' in page
    assert "Qinglang 2022" in page


def test_the_page_shows_window_workstreams_and_legal_basis(acting, loaded):
    page = acting(loaded[1]).get(f"/campaigns/{KEY}", headers=ENGLISH).text
    assert "2 Dec 2022" in page
    assert "44 working days left" in page
    assert page.count("lj-section") >= 6
    assert 'href="/provisions"' in page
    assert "Start the campaign" not in page


def test_the_page_speaks_chinese(acting, loaded):
    page = acting(loaded[1]).get(f"/campaigns/{KEY}", headers={"Accept-Language": "zh-CN"}).text
    assert "督促算法备案" in page
    assert "互联网信息服务算法推荐管理规定" in page


def test_upper_rooms_plug_figures_into_their_workstream(acting, loaded):
    provider = measures.plug(lambda campaign: {"onsite_inspection": [Tile(_("Visits of the test"), 7)]})
    try:
        assert "Visits of the test" in acting(loaded[1]).get(f"/campaigns/{KEY}", headers=ENGLISH).text
    finally:
        measures._plugs.remove(provider)


def test_the_coordinator_starts_the_campaign_and_its_name_stands_on_every_page(acting, loaded):
    browser = acting(loaded[0])
    assert "Start the campaign" in browser.get(f"/campaigns/{KEY}", headers=ENGLISH).text
    assert browser.post(f"/campaigns/{KEY}/steps/activate", data={"version": "1"}).status_code == 303
    assert "lj-campaign" in browser.get("/campaigns", headers=ENGLISH).text
    assert browser.post(f"/campaigns/{KEY}/steps/activate", data={"version": "1"}).status_code == 409


def test_others_may_not_start_it_and_unknown_ones_are_not_found(acting, loaded):
    browser = acting(loaded[1])
    assert browser.post(f"/campaigns/{KEY}/steps/activate").status_code == 403
    assert browser.get("/campaigns/another").status_code == 404
    assert acting(loaded[0]).post(f"/campaigns/{KEY}/steps/end").status_code == 404


def test_a_campaign_is_loaded_from_the_console(app, work, law, invented, written, tmp_path):
    file = tmp_path / "campaign.json"
    file.write_bytes(written(invented))
    run = app.test_cli_runner().invoke
    first, second = (run(args=["campaigns", "load", str(file), "--json"]) for _time in range(2))
    assert json.loads(first.output) == {"key": "invented-2025", "state": "preparing", "changed": True}
    assert json.loads(second.output)["changed"] is False
    file.write_bytes(b"[]")
    refused = run(args=["campaigns", "load", str(file)])
    assert refused.exit_code == 1
    assert "workstreams" in refused.output
