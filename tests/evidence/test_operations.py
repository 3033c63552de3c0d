import hashlib
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEvent
from app.core import clock
from app.core.errors import NotFound, NotPermitted, RuleViolated
from app.evidence import operations, queries
from app.evidence.models import Evidence
from app.evidence.states import EvidenceKind
from tests.factories.files import picture

PHOTO = picture()


@pytest.fixture
def collect(work, bench):
    """Takes a file in a unit of work of its own and answers its id."""

    def take(content=PHOTO, filename="现场.jpg", actor=None, **changes):
        values = {
            "kind": EvidenceKind.ELECTRONIC_DATA,
            "title": "首页截图",
            "occurred_at": clock.now() - timedelta(hours=1),
            "source": "当事人网站",
        }
        with work(actor or bench.officer):
            return operations.collect(
                bench.case,
                "finding:1",
                io.BytesIO(content),
                filename,
                **(values | changes),
                actor=actor or bench.officer,
            ).id

    return take


def stored_files(app):
    return [path for path in app.storage.folder.rglob("*") if path.is_file()] if app.storage.folder.exists() else []


def test_a_file_is_kept_with_its_hash_and_bound_by_the_log(app, work, bench, collect):
    evidence_id = collect()
    with work(bench.officer) as session:
        item = queries.evidence(evidence_id)
        assert (item.sha256, item.size) == (hashlib.sha256(PHOTO).hexdigest(), len(PHOTO))
        assert (item.filename, item.media_type) == ("现场.jpg", "image/jpeg")
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "evidence.collected")).all()
        assert [json.loads(event.body)["attachments"] for event in events] == [
            [{"sha256": item.sha256, "size": item.size, "media_type": "image/jpeg"}]
        ]


def test_each_view_is_an_event_and_hashes_again(work, bench, collect):
    evidence_id = collect()
    for reader in (bench.officer, bench.colleague):
        with work(reader):
            assert operations.view(queries.evidence(evidence_id), actor=reader) == PHOTO
    with work() as session:
        views = session.scalars(select(AuditEvent.actor_id).where(AuditEvent.action == "evidence.viewed")).all()
        assert set(views) == {bench.officer.id, bench.colleague.id}


def test_a_file_altered_on_the_disk_is_not_shown(app, work, bench, collect):
    evidence_id = collect()
    (path,) = stored_files(app)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(RuleViolated, match="no longer matches"), work(bench.officer):
        operations.view(queries.evidence(evidence_id), actor=bench.officer)


def test_eighty_megabytes_are_refused_and_nothing_is_kept(app, collect):
    with pytest.raises(RuleViolated, match="larger than 50 MB") as refused:
        collect(PHOTO + b"\x00" * (80 << 20))

    assert refused.value.field == "file"
    assert stored_files(app) == []


def test_a_mislabelled_file_leaves_nothing_behind(app, collect):
    with pytest.raises(RuleViolated):
        collect(filename="现场.pdf")

    assert stored_files(app) == []


def test_a_file_rolled_back_lies_harmless_and_is_found_again(app, work, bench, collect):
    with pytest.raises(RuntimeError, match="later"), work(bench.officer):
        operations.collect(
            bench.case,
            "finding:1",
            io.BytesIO(PHOTO),
            "现场.jpg",
            kind=EvidenceKind.OBJECT,
            title="x",
            occurred_at=clock.now(),
            source="x",
            actor=bench.officer,
        )
        raise RuntimeError("later")
    with work() as session:
        assert session.scalars(select(Evidence)).all() == []
    collect()

    assert len(stored_files(app)) == 1


def test_only_the_team_collects(collect, bench):
    with pytest.raises(NotPermitted):
        collect(actor=bench.colleague)


def test_a_foreign_actor_finds_nothing(work, bench, collect):
    evidence_id = collect()
    with work(bench.foreign) as session:
        assert session.scalars(select(Evidence)).all() == []
        assert queries.evidence_for(["finding:1"]) == {"finding:1": []}
        with pytest.raises(NotFound):
            queries.evidence(evidence_id)


def test_evidence_is_found_by_its_subject(work, bench, collect):
    first, second = collect(), collect(filename="二.jpg")
    with work(bench.officer):
        found = queries.evidence_for(["finding:1", "finding:2"])
        assert [item.id for item in found["finding:1"]] == [first, second]
        assert found["finding:2"] == []


@pytest.mark.parametrize(
    "change", ["UPDATE evidence SET sha256 = lower(sha256)", "UPDATE evidence SET title = 'x'", "DELETE FROM evidence"]
)
def test_the_row_is_never_altered_even_by_raw_sql(work, collect, change):
    collect()
    with work() as session:
        with pytest.raises(DBAPIError, match="never altered"), session.begin_nested():
            session.connection().execute(text(change))
        session.rollback()
