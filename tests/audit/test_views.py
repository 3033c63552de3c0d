"""The reading room as people open it: who is shown what, in which words, and that looking goes on record."""

import json
import re

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.audit.models import AuditEvent
from tests.factories.audit import CHANGED, REASON, TITLE_AFTER, TITLE_BEFORE
from tests.factories.cases import make_case
from tests.factories.enterprises import make_enterprise
from tests.factories.organisation import make_actor, make_office

ENGLISH = {"Accept-Language": "en"}
CONTENT = (REASON, TITLE_BEFORE, TITLE_AFTER)


def opened(acting, scene, name, about="own", headers=ENGLISH):
    return acting(scene.readers[name]).get(f"/audit/events/1/{scene.events[about]}", headers=headers)


def last(work, action):
    """The body of the newest event of a kind, its columns beside it."""
    with work() as session:
        newest = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq.desc()).limit(1)
        found = session.scalar(newest)
        return None if found is None else (json.loads(found.body), found.object, found.case_file_id)


def words(page):
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))


@pytest.mark.parametrize("name", ["observer", "member", "grant holder", "head"])
def test_an_event_is_shown_with_what_was_before_and_after(acting, scene, name):
    said = words(opened(acting, scene, name))
    for sentence in (
        f"Title {TITLE_BEFORE} {TITLE_AFTER}",
        "Due — 11 Oct 2022",
        "Met — 2022-10-10 09:30",
        "Fine — 12,345.67 yuan",
        "Pages — 1,500",
        "Urgent No Yes",
        f"Officer — {scene.readers['member'].name}",
        "Office — Test office cn/44/4403/",
        "Clearance Internal Work secrets",
        "Said — Due on 11 Oct 2022",
        "Parts — 甲 乙",
        f"Reason {REASON}",
    ):
        assert sentence in said, sentence


def test_in_the_language_of_the_reader(acting, scene):
    said = words(opened(acting, scene, "observer", headers={"Accept-Language": "zh"}))
    assert "2022年10月11日" in said
    assert "深圳市测试网信办" in said
    assert "内部" in said


@pytest.mark.parametrize("about", ["own", "secret", "office", "elsewhere"])
def test_the_auditor_is_shown_no_content_anywhere(acting, scene, about):
    for address in ("/audit", f"/audit/events/1/{scene.events[about]}", "/audit/report"):
        page = acting(scene.readers["auditor"]).get(address, headers=ENGLISH).get_data(as_text=True)
        for secret in (*CONTENT, scene.case_number, "拟检对象案"):
            assert secret not in page, (address, secret)
    said = words(opened(acting, scene, "auditor", about))
    assert CHANGED in said
    assert scene.readers["foreign member" if about == "elsewhere" else "member"].name in said


@pytest.mark.parametrize(
    ("name", "about"),
    [("colleague", "own"), ("foreign observer", "own"), ("observer", "secret"), ("former grant holder", "own")],
)
def test_foreign_and_missing_events_answer_alike(acting, scene, name, about):
    foreign = opened(acting, scene, name, about)
    missing = acting(scene.readers[name]).get("/audit/events/1/999999999", headers=ENGLISH)
    other_log = acting(scene.readers[name]).get("/audit/events/7/1", headers=ENGLISH)
    answers = (foreign, missing, other_log)
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({words(answer) for answer in answers}) == 1


@pytest.mark.parametrize("address", ["/audit", "/audit/events/1/1", "/audit/report", "/audit/redactions"])
@pytest.mark.parametrize("name", ["system admin", "security admin"])
def test_the_other_administrators_are_turned_away(acting, scene, name, address):
    assert acting(scene.readers[name]).get(address).status_code == 403


@pytest.mark.parametrize("name", ["member", "head", "coordinator", "colleague"])
def test_the_report_is_for_auditor_and_observer(acting, scene, name):
    assert acting(scene.readers[name]).get("/audit/report").status_code == 403


def test_reading_the_log_is_on_the_log(acting, scene, work):
    office = "cn/44/4403/"
    acting(scene.readers["observer"]).get(f"/audit?who=user&office={office}&since=2022-09-01&page=2&notable=reading")
    body, _object, _case = last(work, "audit.searched")
    assert body["after"] == {
        "who": "user",
        "office": office,
        "since": "2022-09-01",
        "page": 2,
        "notable": "reading",
    }
    opened(acting, scene, "observer")
    body, about, case = last(work, "audit.read")
    assert (about, case) == (f"audit_event:1:{scene.events['own']}", scene.case_id)
    assert body["actor"] == f"user:{scene.readers['observer'].id}"
    acting(scene.readers["observer"]).get("/audit/report?since=2022-09-01&until=2022-09-28")
    body, _object, _case = last(work, "audit.report_read")
    assert body["after"] == {"since": "2022-09-01", "until": "2022-09-28"}


@pytest.mark.parametrize(
    ("name", "opens"), [("member", True), ("observer", True), ("head", True), ("colleague", False)]
)
def test_the_timeline_of_a_case_leads_to_its_events(acting, scene, name, opens):
    page = acting(scene.readers[name]).get(f"/cases/{scene.case_id}/papers", headers=ENGLISH).get_data(as_text=True)
    assert "Matter changed" in page
    assert (f'href="/audit/events/1/{scene.events["own"]}"' in page) is opens
    assert ("The whole record" in page) is opens


def test_an_event_leads_to_its_object_where_the_reader_may_open_it(acting, scene):
    link = f'href="/cases/{scene.case_id}"'
    assert link in opened(acting, scene, "observer").get_data(as_text=True)
    assert link not in opened(acting, scene, "auditor").get_data(as_text=True)
    assert 'href="/users/' in opened(acting, scene, "auditor", "office").get_data(as_text=True)


def test_neighbours_of_the_same_object_are_linked(acting, scene, work):
    opened(acting, scene, "observer")
    opened(acting, scene, "observer")
    with work() as session:
        reads = select(AuditEvent.seq).where(AuditEvent.action == "audit.read").order_by(AuditEvent.seq)
        first, second = session.scalars(reads)
    page = acting(scene.readers["observer"]).get(f"/audit/events/1/{first}", headers=ENGLISH).get_data(as_text=True)
    assert f'href="/audit/events/1/{second}" rel="next"' in page
    assert 'rel="prev"' not in page


def test_filters_offer_only_offices_of_the_own_reach(acting, scene):
    page = acting(scene.readers["foreign observer"]).get("/audit", headers=ENGLISH).get_data(as_text=True)
    assert "cn/33/" in page
    assert "cn/44/" not in page


def test_senseless_filters_filter_nothing_and_break_nothing(acting, scene):
    for query in ("since=nonsense", "office=cn/99/", "notable=magic", "action=no.such", "case=%00", "page=-3&size=7"):
        assert acting(scene.readers["auditor"]).get(f"/audit?{query}").status_code == 200, query


def test_the_first_page_of_the_auditor_is_the_log(acting, scene):
    assert acting(scene.readers["auditor"]).get("/").location == "/audit"


LISTS = ["/orders", "/inspections", "/findings", "/enterprises", "/provisions", "/deadline-rules"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Request-Type": "full"}], ids=["page", "htmx"])
@pytest.mark.parametrize("address", LISTS)
def test_a_search_by_words_goes_on_record(acting, scene, work, address, headers):
    colleague = scene.readers["colleague"]
    assert acting(colleague).get(address, headers=headers).status_code == 200
    assert last(work, "list.searched") is None
    assert acting(colleague).get(f"{address}?q=云帆", headers=headers).status_code == 200
    body, about, _case = last(work, "list.searched")
    assert body["after"] == {"words": "云帆"}
    assert body["actor"] == f"user:{colleague.id}"
    assert about.startswith("list:")


def test_a_search_for_the_target_of_a_plan_is_kept_without_its_words(acting, scene, work):
    acting(scene.readers["colleague"]).get("/inspections/new?q=拟检对象")
    body, about, _case = last(work, "list.searched")
    assert (body["after"], about) == (None, "list:inspections.new_inspection")


def test_the_words_of_a_search_are_not_shown_while_they_may_betray_a_plan(acting, scene, work):
    acting(scene.readers["colleague"]).get("/enterprises?q=拟检对象")
    with work() as session:
        seq = session.scalar(select(AuditEvent.seq).where(AuditEvent.action == "list.searched"))
    for address in ("/audit", f"/audit/events/1/{seq}"):
        page = acting(scene.readers["observer"]).get(address, headers=ENGLISH).get_data(as_text=True)
        assert "拟检对象" not in page
    assert "under embargo" in page


@pytest.fixture
def unwritable(app, monkeypatch):
    """A log to which nothing can be appended."""

    def fail(*_args):
        raise OSError("no space left on device")

    def armed():
        monkeypatch.setattr("app.audit.log.unit.append", fail)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setitem(app.config, "TESTING", False)

    return armed


def test_a_download_whose_event_can_not_be_written_delivers_no_byte(acting, work, unwritable):
    with work():
        registrar = make_actor(Role.REGISTRAR, path="cn/44/")
        make_office("cn/44/4403/")
        make_enterprise("440305", name="虚构机密科技")
    browser = acting(registrar)
    assert "虚构机密科技" in browser.get("/enterprises/export").get_data(as_text=True)
    unwritable()
    answer = browser.get("/enterprises/export")
    assert answer.status_code == 500
    assert "虚构机密科技" not in answer.get_data(as_text=True)
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_a_case_is_not_shown_when_its_reading_can_not_be_written(acting, work, unwritable):
    with work():
        member = make_actor(Role.INSPECTOR)
        case = make_case(team=(member,), title="虚构机密科技").id
    browser = acting(member)
    assert "虚构机密科技" in browser.get(f"/cases/{case}/papers").get_data(as_text=True)
    unwritable()
    answer = browser.get(f"/cases/{case}/papers")
    assert answer.status_code == 500
    assert "虚构机密科技" not in answer.get_data(as_text=True)
