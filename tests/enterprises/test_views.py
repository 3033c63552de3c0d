"""The pages of the registry, as people of different offices see them, and hand-made requests."""

import csv
import io
import re
from contextlib import contextmanager

import pytest
from markupsafe import Markup
from sqlalchemy import event, select

from app.access.permissions import Permission
from app.audit.models import AuditEvent
from app.audit.queries import events_of
from app.core.text import _
from app.enterprises.models import Enterprise, Filing, FilingImport
from app.enterprises.sections import Section, sections
from app.enterprises.states import ImportState
from tests.factories.enterprises import as_csv, fictitious_uscc, kept, listed, make_enterprise, make_filing, published

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def held(work, staff):
    """An enterprise in Shenzhen with a filing, and one in Beijing."""
    with work():
        own = make_enterprise("440305", name="虚构深圳公司")
        make_filing(own, "网信算备440305292947002220013号")
        foreign = make_enterprise("110108", name="虚构北京公司abc")
        make_filing(foreign, "网信算备110108224236606220017号")
        return kept(own), kept(foreign)


def filled(**changes):
    values = {"name": "虚构戊公司", "uscc": fictitious_uscc(), "division_code": "440305"}
    return values | changes


def actions(work):
    with work() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def test_the_list_shows_the_own_jurisdiction_only(acting, staff, held):
    page = acting(staff.shenzhen).get("/enterprises", headers=ENGLISH).text
    assert "虚构深圳公司" in page
    assert "虚构北京公司" not in page
    assert "1 in all" in page
    assert "cn/11/" not in page
    everything = acting(staff.coordinator).get("/enterprises", headers=ENGLISH).text
    assert "2 in all" in everything


@pytest.mark.parametrize("query", ["q=虚构北京", "q=1101082242366", "office=cn/11/", "division=1101", "sort=-filings"])
def test_no_filter_brings_out_a_foreign_enterprise(acting, staff, held, query):
    page = acting(staff.shenzhen).get(f"/enterprises?{query}", headers=ENGLISH).text
    assert "虚构北京公司" not in page


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("q=虚构", 2),
        ("q=440305292947", 1),
        ("q=ABC", 1),
        ("office=cn/44/", 1),
        ("division=11", 1),
        ("type=personalised_push", 2),
        ("type=ranking_selection", 0),
        ("source=demo", 2),
        ("source=office", 0),
        ("state=ended", 0),
        ("source=nonsense", 2),
    ],
)
def test_filters_stand_in_the_address(acting, staff, held, query, total):
    page = acting(staff.coordinator).get(f"/enterprises?{query}", headers=ENGLISH).text
    assert (f"{total} in all" if total else "No enterprises") in page


def test_a_foreign_enterprise_does_not_exist(acting, staff, held):
    own, foreign = held
    browser = acting(staff.shenzhen)
    assert browser.get(f"/enterprises/{own.id}").status_code == 200
    for answer in (
        browser.get(f"/enterprises/{foreign.id}"),
        browser.get(f"/enterprises/{foreign.id}/edit"),
        browser.post(f"/enterprises/{foreign.id}/edit", data=filled(version="1")),
        browser.post(f"/enterprises/{foreign.id}/end", data={"reason": "解散"}),
    ):
        assert answer.status_code == 404


def test_who_only_reads_is_offered_nothing_and_refused(acting, staff, held):
    own, _foreign = held
    browser = acting(staff.inspector)
    page = browser.get(f"/enterprises/{own.id}", headers=ENGLISH).text
    assert "/edit" not in page
    assert "End the entry" not in page
    assert "/enterprises/new" not in browser.get("/enterprises").text
    assert browser.get("/enterprises/new").status_code == 403
    assert browser.post(f"/enterprises/{own.id}/end", data={"reason": "解散"}).status_code == 403
    assert browser.get("/filing-imports").status_code == 403


def test_an_enterprise_is_entered_and_ended(acting, staff, work):
    browser = acting(staff.shenzhen)
    answer = browser.post("/enterprises/new", data=filled(public_opinion_attributes="yes"))
    assert answer.status_code == 303
    page = browser.get(answer.location, headers=ENGLISH).text
    assert "虚构戊公司" in page
    assert "Enterprise entered in the registry" in page
    address = answer.location.rsplit("/", 1)[-1]
    assert browser.post(f"/enterprises/{address}/end", data={"reason": "", "version": "1"}).status_code == 422
    assert browser.post(f"/enterprises/{address}/end", data={"reason": "解散", "version": "1"}).status_code == 303
    assert browser.post(f"/enterprises/{address}/end", data={"reason": "解散", "version": "2"}).status_code == 409
    assert browser.post(f"/enterprises/{address}/merge").status_code == 404
    assert f"{answer.location}/edit" not in browser.get(answer.location).text
    assert actions(work)[-2:] == ["enterprise.added", "enterprise.ended"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Fill in this field."),
        ({"uscc": "91440305MA9T000001"}, "does not fit the others"),
        ({"uscc": "123"}, "this one has 3"),
        ({"uscc": ""}, "Enter the unified social credit code"),
        ({"division_code": "990101"}, "no province or city"),
        ({"division_code": "110108"}, "outside your jurisdiction"),
        ({"contact_email": "nobody"}, "Write an e-mail address"),
    ],
)
def test_what_was_typed_stays_beside_the_error(acting, staff, changes, said, work):
    answer = acting(staff.shenzhen).post("/enterprises/new", data=filled(**changes), headers=ENGLISH)
    assert answer.status_code == 422
    assert said in answer.text
    assert "虚构戊公司" in answer.text or not changes.get("name", True)
    with work() as session:
        assert session.scalar(select(Enterprise.id)) is None


def test_a_credit_code_held_elsewhere_is_refused_in_the_same_words(acting, staff, held):
    sentences = set()
    for enterprise in held:
        answer = acting(staff.shenzhen).post("/enterprises/new", data=filled(uscc=enterprise.uscc), headers=ENGLISH)
        assert answer.status_code == 422
        assert "虚构北京公司" not in answer.text
        sentences.add(answer.text.split('id="uscc-error"')[1].split("</div>")[0])
    assert len(sentences) == 1


def test_a_stale_form_is_answered_with_both_versions(acting, staff, held):
    browser, address = acting(staff.shenzhen), f"/enterprises/{held[0].id}/edit"
    known = filled(name="虚构深圳公司", uscc=held[0].uscc)
    assert browser.post(address, data=known | {"version": "1", "address": "甲"}).status_code == 303
    answer = browser.post(address, data=known | {"version": "1", "address": "乙"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "your version 1, now 2" in answer.text
    assert "乙" in answer.text


def test_upper_rooms_plug_sections_into_the_page(acting, staff, held):
    plugged = [
        Section("seen", _("Plugged in"), Permission.CASE_READ, 10, lambda e: Markup("<p>{}</p>").format(e.name[:2])),
        Section("empty", _("Nothing here"), Permission.CASE_READ, 20, lambda e: None),
        Section("barred", _("Barred"), Permission.AUDIT_READ, 30, lambda e: Markup("<p>never</p>")),
    ]
    for section in plugged:
        sections.plug(section)
    try:
        page = acting(staff.shenzhen).get(f"/enterprises/{held[0].id}", headers=ENGLISH).text
    finally:
        for section in plugged:
            sections._plugs.remove(section)
    assert "Plugged in" in page
    assert "Nothing here" not in page
    assert "Barred" not in page


def test_the_export_holds_exactly_what_is_filtered(acting, staff, held, work):
    with work():
        make_enterprise("440305", name="=HYPERLINK(1)")
    answer = acting(staff.shenzhen).get("/enterprises/export?q=H&source=demo", headers=ENGLISH)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "'=HYPERLINK(1)"]
    whole = acting(staff.shenzhen).get("/enterprises/export").data.decode("utf-8-sig")
    assert "虚构深圳公司" in whole
    assert "虚构北京公司" not in whole
    assert actions(work)[-2:] == ["enterprise.exported", "enterprise.exported"]
    with work():
        exported = events_of("registry:enterprises")[1]
        assert exported.after == {"filters": {"q": "H", "source": "demo"}, "rows": 1}


FRAME = re.compile(r"FROM (campaign|notification|audit_head)\b")
"""What the surroundings of every page ask for: the campaign's name, the inbox, whether the log stands still."""


@contextmanager
def statements(database):
    """Collects the statements of a page's own."""
    seen = []

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")) and not FRAME.search(statement):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_the_list_needs_few_statements_whatever_its_rows(acting, staff, work, database):
    counts = []
    browser = acting(staff.shenzhen)
    for more in (1, 60):
        with work():
            for _time in range(more):
                make_enterprise("440305")
        with statements(database) as seen:
            assert browser.get("/enterprises?size=50&type=").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def sent(content, batch="2022-08", filename="清单.csv"):
    return {"batch": batch, "file": (io.BytesIO(content), filename)}


def heavy(megabytes):
    """The body of a request with a file of so many megabytes, made without a temporary file."""
    parts = (
        b'--edge\r\nContent-Disposition: form-data; name="batch"\r\n\r\n2022-08\r\n',
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
        b"x" * (megabytes << 20),
        b"\r\n--edge--\r\n",
    )
    return {"data": b"".join(parts), "content_type": "multipart/form-data; boundary=edge"}


def test_a_list_is_looked_at_before_it_is_imported(acting, staff, work):
    browser = acting(staff.coordinator)
    answer = browser.post("/filing-imports/new", data=sent(published(), "2022-10"))
    assert answer.status_code == 303
    page = browser.get(answer.location, headers=ENGLISH).text
    assert "Nothing has entered the registry yet" in page
    assert "The check digit of the filing number does not fit" in page
    with work() as session:
        assert session.scalar(select(Filing.id)) is None
    assert browser.post(f"{answer.location}/apply").status_code == 303
    with work() as session:
        assert len(session.scalars(select(Filing.id)).all()) == 70
    assert "清单.csv" in browser.get("/filing-imports", headers=ENGLISH).text
    assert browser.post(f"{answer.location}/apply").status_code == 409
    assert browser.post(f"{answer.location}/burn").status_code == 404
    company = browser.get("/enterprises?q=深圳市腾讯", headers=ENGLISH)
    assert "1 in all" in company.text


def test_a_list_is_laid_aside(acting, staff, work):
    browser = acting(staff.shenzhen)
    answer = browser.post("/filing-imports/new", data=sent(as_csv(listed())))
    assert browser.post(f"{answer.location}/discard").status_code == 303
    with work() as session:
        assert session.scalars(select(FilingImport.state)).all() == [ImportState.DISCARDED]
        assert session.scalar(select(Filing.id)) is None
    assert actions(work)[-2:] == ["filing_import.uploaded", "filing_import.discarded"]
    assert acting(staff.beijing).get(answer.location).status_code == 404
    assert acting(staff.beijing).post(f"{answer.location}/apply").status_code == 404


def test_refused_rows_are_shown_with_row_column_and_reason(acting, staff):
    browser = acting(staff.shenzhen)
    answer = browser.post(
        "/filing-imports/new", data=sent(as_csv(listed(), listed("网信算备110108224236606220017号"), listed("x")))
    )
    for step in ("", "/apply"):
        if step:
            browser.post(answer.location + step)
        page = browser.get(answer.location, headers=ENGLISH).text
        assert "The division 110108 is outside your jurisdiction" in page
        assert "is not a filing number" in page


@pytest.mark.parametrize(
    ("content", "batch", "said"),
    [
        (b"", "2022-08", "The file is empty"),
        (as_csv(listed())[:-20] + b"\xff\xff\xff", "2022-08", "damaged"),
        (as_csv(listed()), "August", "such as 2022-08"),
        (as_csv(listed()), "", "Fill in this field"),
        (published(), "2023-01", "no row of the batch"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_nothing_kept(acting, staff, work, content, batch, said):
    answer = acting(staff.shenzhen).post("/filing-imports/new", data=sent(content, batch), headers=ENGLISH)
    assert answer.status_code == 422
    assert said in answer.text
    with work() as session:
        assert session.scalar(select(FilingImport.id)) is None
    assert ("access.refused" in actions(work)) == (said in ("The file is empty", "damaged"))


def test_an_upload_of_80_mb_is_refused_and_logged(acting, staff, work):
    answer = acting(staff.shenzhen).post("/filing-imports/new", headers=ENGLISH, **heavy(80))
    assert answer.status_code == 413
    assert "larger than this system accepts" in answer.text
    assert actions(work)[-1] == "access.refused"


def test_a_list_past_its_limit_is_refused_beside_the_field(acting, staff):
    answer = acting(staff.shenzhen).post("/filing-imports/new", headers=ENGLISH, **heavy(11))
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.text


def test_a_list_is_imported_from_the_console(app, staff, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(published())
    run = app.test_cli_runner().invoke
    preview = run(args=["enterprises", "import", str(file), "--batch", "2022-08", "--preview", "--json"])
    assert '"new": 30' in preview.output
    done = run(args=["enterprises", "import", str(file), "--batch", "2022-08"])
    assert done.output == "30 new, 0 changed, 0 unchanged, 0 wrong\n"
    again = run(args=["enterprises", "import", str(file), "--batch", "2022-08"])
    assert again.output.startswith("0 new, 0 changed, 30 unchanged")
    refused = run(args=["enterprises", "import", str(file), "--batch", "2024-01"])
    assert refused.exit_code == 1
    assert "2024-01" in refused.output
