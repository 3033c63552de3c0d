import io
import shutil
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core import clock, events
from app.core.events import Refused
from app.evidence import operations
from app.evidence.models import Evidence
from app.evidence.states import EvidenceKind
from tests.factories.files import archive, pdf, picture, word

PDF = pdf()


@pytest.fixture(autouse=True)
def no_tokens(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


@pytest.fixture
def kept(work, bench):
    """Keeps a file and answers its address."""

    def keep(content, filename):
        with work(bench.officer):
            item = operations.collect(
                bench.case,
                f"case_file:{bench.case.id}",
                io.BytesIO(content),
                filename,
                kind=EvidenceKind.ELECTRONIC_DATA,
                title="首页截图",
                occurred_at=clock.now() - timedelta(hours=1),
                source="当事人",
                actor=bench.officer,
            )
            return f"/evidence/{item.id}/file"

    return keep


def sent(content, filename, **changes):
    values = {"kind": "object", "title": "照片", "occurred_at": "2022-09-28T08:00", "source": "当事人"}
    return {**values, **changes, "file": (io.BytesIO(content), filename)}


def test_a_file_is_added_on_the_page(acting, bench, work):
    client = acting(bench.officer)
    answer = client.post(f"/cases/{bench.case.id}/evidence", data=sent(picture(), "现场.jpg"))
    page = client.get(answer.location).get_data(as_text=True)

    assert answer.status_code == 303
    assert "现场.jpg" in page
    assert "SHA-256" in page
    with work() as session:
        assert session.scalars(select(Evidence.filename)).all() == ["现场.jpg"]


@pytest.mark.parametrize(
    ("content", "filename"), [(PDF, "现场.jpg"), (b"MZ\x90\x00", "x.pdf"), (b"", "x.jpg")], ids=["pdf", "exe", "empty"]
)
def test_a_refused_file_is_said_beside_its_field_and_announced(acting, bench, work, monkeypatch, content, filename):
    heard = []
    monkeypatch.setitem(events._handlers, Refused, [heard.append])
    answer = acting(bench.officer).post(f"/cases/{bench.case.id}/evidence", data=sent(content, filename))

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.get_data(as_text=True)
    assert [fact.endpoint for fact in heard] == ["evidence.collect"]
    with work() as session:
        assert session.scalars(select(Evidence)).all() == []


def test_eighty_megabytes_are_refused_before_they_are_read(acting, bench):
    answer = acting(bench.officer).post(
        f"/cases/{bench.case.id}/evidence",
        data=sent(picture(), "现场.jpg"),
        environ_overrides={"CONTENT_LENGTH": str(80 << 20)},
    )

    assert answer.status_code == 413


def test_an_original_is_saved_under_its_name_with_no_way_to_run(acting, bench, kept):
    answer = acting(bench.officer).get(kept(picture(), "现场（一）.jpg"))

    assert answer.data == picture()
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert quote("现场（一）.jpg") in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "filename", "shown"),
    [
        (picture(), "a.jpg", "inline"),
        (PDF, "a.pdf", "inline"),
        (b"<script>alert(1)</script>", "a.txt", "attachment"),
        (word(), "a.docx", "attachment"),
        (archive(), "a.zip", "attachment"),
    ],
    ids=["picture", "pdf", "text", "paper", "archive"],
)
def test_only_pictures_and_pdfs_open_in_the_browser(acting, bench, kept, content, filename, shown):
    address, client = kept(content, filename), acting(bench.officer)
    opened, saved = client.get(f"{address}?inline=1"), client.get(address)

    assert opened.headers["Content-Disposition"].startswith(shown)
    assert "default-src 'none'" in opened.headers["Content-Security-Policy"]
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert saved.headers["X-Content-Type-Options"] == opened.headers["X-Content-Type-Options"] == "nosniff"


def test_two_files_at_once_are_not_taken_for_one(acting, bench, work):
    values = sent(picture(), "a.jpg")
    values["file"] = [values["file"], (io.BytesIO(picture()), "b.jpg")]
    browser = acting(bench.officer)
    browser.set_cookie("lang", "en")
    answer = browser.post(f"/cases/{bench.case.id}/evidence", data=values)

    assert answer.status_code == 422
    assert "Send one file at a time" in answer.get_data(as_text=True)
    with work() as session:
        assert session.scalars(select(Evidence)).all() == []


def test_every_view_and_every_reading_is_an_event(acting, bench, kept, work):
    address = kept(picture(), "a.jpg")
    client = acting(bench.colleague)
    client.get(address)
    client.get(f"/cases/{bench.case.id}/evidence")
    with work() as session:
        events_of = select(AuditEvent.action).where(AuditEvent.actor_id == bench.colleague.id)
        assert session.scalars(events_of.order_by(AuditEvent.seq)).all() == ["evidence.viewed", "case.read"]


def test_a_file_found_lost_is_not_shown_and_reaches_the_log(app, acting, bench, kept, work):
    address = kept(picture(), "a.jpg")
    shutil.rmtree(app.storage.folder)

    assert acting(bench.colleague).get(address).status_code == 422
    with work() as session:
        body = session.scalars(select(AuditEvent.body).where(AuditEvent.action == "access.refused")).one()
        assert b'"code":"file_altered"' in body


def test_a_foreign_actor_gets_404_everywhere(acting, bench, kept):
    address = kept(picture(), "a.jpg")
    client = acting(bench.foreign)

    assert client.get(address).status_code == 404
    assert client.get(f"/cases/{bench.case.id}/evidence").status_code == 404
    assert client.post(f"/cases/{bench.case.id}/evidence", data=sent(picture(), "x.jpg")).status_code == 404


def test_a_colleague_off_the_team_reads_but_does_not_add(acting, bench):
    client = acting(bench.colleague)

    assert 'name="file"' not in client.get(f"/cases/{bench.case.id}/evidence").get_data(as_text=True)
    assert client.post(f"/cases/{bench.case.id}/evidence", data=sent(picture(), "x.jpg")).status_code == 403
