"""Published lists brought into the registry: the real ones, again, broken ones, foreign ones, changed ones."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.audit.queries import events_of
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.enterprises import operations, queries
from app.enterprises.lists import LIMIT, read_list
from app.enterprises.models import Algorithm, Enterprise, Filing, FilingImport, Platform
from app.enterprises.operations import Profile, edit_enterprise
from app.enterprises.planning import plan_import
from app.enterprises.queries import EnterpriseFilter
from app.enterprises.states import FilingState, ImportState, PlatformKind, Source
from tests.factories.enterprises import as_csv, kept, listed, make_enterprise, published

NUMBER = "网信算备440305292947002220013号"
SECOND = "网信算备440305292947002220021号"
BEIJING = "网信算备110108224236606220017号"


def counts(new=0, changed=0, unchanged=0, wrong=0):
    return {"new": new, "changed": changed, "unchanged": unchanged, "wrong": wrong}


@pytest.fixture
def bring(work, storage):
    """Import a file and answer what came of it."""

    def bring_in(actor, content, batch="2022-08"):
        with work(actor):
            return kept(operations.import_list(content, filename="list.csv", batch=batch, storage=storage, actor=actor))

    return bring_in


def number_of(session, model):
    return session.scalar(select(func.count(model.id)))


def filing(session, number=NUMBER):
    return session.scalars(select(Filing).where(Filing.number == number)).one()


def test_the_real_lists_enter_batch_after_batch(work, staff, storage):
    with work(staff.coordinator) as session:
        first = operations.load_published("2022-08", storage=storage, actor=staff.coordinator)
        assert (first.counts, first.errors) == (counts(new=30), [])
        assert (number_of(session, Filing), number_of(session, Algorithm)) == (30, 30)
        assert number_of(session, Enterprise) == 24
    with work(staff.coordinator) as session:
        second = operations.load_published("2022-10", storage=storage, actor=staff.coordinator)
        assert (second.counts, second.errors) == (counts(new=70), [])
        assert number_of(session, Filing) == 100
        cancelled = session.scalars(select(Filing).where(Filing.state == FilingState.CANCELLED)).all()
        assert {found.enterprise.name for found in cancelled} == {"杭州优卖网络科技有限公司"}
        assert len(cancelled) == 4
        unfit = session.scalars(select(Filing).where(Filing.check_digit_ok.is_(False))).one()
        assert (unfit.batch, unfit.seq_no, unfit.published_on) == ("2022-10", 67, None)


def test_rows_go_to_their_offices_with_platforms_and_algorithms(work, staff, storage):
    with work(staff.coordinator):
        operations.load_published("2022-08", storage=storage, actor=staff.coordinator)
    with work(staff.beijing):
        rows, total = queries.enterprises(EnterpriseFilter(text="北京网易传媒"))
        (row,) = rows
        assert (total, row.office.path, row.filings) == (1, "cn/11/", 2)
        shown = queries.enterprise(row.enterprise.id)
        assert (shown.source, shown.uscc, shown.subject_number) == (Source.PUBLISHED_LIST, None, "1352243")
        assert {(platform.name, platform.kind) for platform in shown.platforms} == {
            ("网易新闻", PlatformKind.APP),
            ("网易网", PlatformKind.SITE),
        }
        assert {found.published_on for algorithm in shown.algorithms for found in algorithm.filings} == {
            date(2022, 8, 12)
        }
    with work(staff.shenzhen):
        assert {row.office.path for row in queries.enterprises(EnterpriseFilter())[0]} == {"cn/44/4403/"}


def test_every_row_leaves_its_events(work, staff, bring):
    upload = bring(staff.shenzhen, as_csv(listed()))
    with work(staff.shenzhen) as session:
        found = filing(session)
        assert [event.action for event in events_of(f"filing:{found.id}")] == ["filing.listed"]
        assert [event.action for event in events_of(f"enterprise:{found.enterprise_id}")] == ["enterprise.listed"]
        applied, uploaded = events_of(f"filing_import:{upload.id}")
        assert (uploaded.action, uploaded.after["sha256"]) == ("filing_import.uploaded", upload.sha256)
        assert (applied.action, applied.after["new"]) == ("filing_import.applied", 1)


def test_importing_again_changes_nothing_and_says_so(work, staff, storage):
    with work(staff.coordinator):
        operations.load_published("2022-10", storage=storage, actor=staff.coordinator)
    with work(staff.coordinator) as session:
        before = [number_of(session, model) for model in (Enterprise, Platform, Algorithm, Filing)]
        again = kept(operations.load_published("2022-10", storage=storage, actor=staff.coordinator))
        assert again.counts == counts(unchanged=70)
        assert [number_of(session, model) for model in (Enterprise, Platform, Algorithm, Filing)] == before
    with work():
        assert events_of(f"filing_import:{again.id}")[0].action == "filing_import.repeated"


def test_a_preview_writes_nothing(work, staff):
    with work(staff.coordinator) as session:
        plan = plan_import(read_list(published(), "2022-10"), actor=staff.coordinator)
        assert plan.counts == counts(new=70)
        assert [outcome.row.seq_no for outcome in plan.outcomes if outcome.warning] == [67]
        assert not session.new
        assert number_of(session, Enterprise) == 0


def test_a_registrar_imports_the_own_jurisdiction_only(work, staff, bring):
    upload = bring(staff.shenzhen, published())
    assert upload.counts == counts(new=4, wrong=26)
    assert {error["column"] for error in upload.errors} == {"filing_number"}
    assert "outside your jurisdiction" in upload.errors[0]["message"]["msgid"]
    with work() as session:
        assert set(session.scalars(select(Enterprise.office_path))) == {"cn/44/4403/"}


def test_an_unknown_division_is_an_error_of_its_row(staff, bring):
    upload = bring(staff.coordinator, as_csv(listed(), listed("网信算备990101292947002220013号")))
    assert upload.counts == counts(new=1, wrong=1)
    assert upload.errors[0]["row"] == 3
    assert "no province or city" in upload.errors[0]["message"]["msgid"]


def test_changed_rows_change_the_registry_and_say_what(work, staff, bring):
    bring(staff.shenzhen, as_csv(listed()))
    changed = listed(算法名称="新算法", 算法类别="信息检索类", 应用产品="乙（网站）", 备注="已注销")
    upload = bring(staff.shenzhen, as_csv(changed))
    assert upload.counts == counts(changed=1)
    with work(staff.shenzhen) as session:
        found = filing(session)
        assert (found.state, found.remarks, found.algorithm.name) == (FilingState.CANCELLED, "已注销", "新算法")
        assert [platform.name for platform in found.algorithm.platforms] == ["乙"]
        assert {platform.name for platform in queries.enterprise(found.enterprise_id).platforms} == {"甲", "乙"}
        event = events_of(f"filing:{found.id}")[0]
        assert event.action == "filing.changed"
        assert event.before["product"] == ["甲 (app)"]
        assert event.after == {
            "algorithm_name": "新算法",
            "algorithm_type": "retrieval_filtering",
            "product": ["乙 (site)"],
            "remarks": "已注销",
            "state": "cancelled",
        }
    assert bring(staff.shenzhen, as_csv(changed)).counts == counts(unchanged=1)
    assert bring(staff.shenzhen, as_csv(listed())).counts == counts(changed=1)
    with work(staff.shenzhen) as session:
        assert (filing(session).state, filing(session).remarks) == (FilingState.FILED, None)


def test_a_renamed_company_keeps_its_former_name_and_its_filings(work, staff, bring):
    bring(staff.shenzhen, as_csv(listed()))
    renamed = as_csv(listed(SECOND, 主体名称="虚构新公司"), listed(主体名称="虚构新公司"))
    assert bring(staff.shenzhen, renamed).counts == counts(new=1, changed=1)
    with work(staff.shenzhen) as session:
        company = session.scalars(select(Enterprise)).one()
        assert company.name == "虚构新公司"
        assert [former.name for former in company.former_names] == ["虚构甲公司"]
        assert len(queries.enterprise(company.id).algorithms) == 2
    assert bring(staff.shenzhen, as_csv(listed())).counts == counts(unchanged=1)


def test_a_list_that_gives_a_filing_to_another_company_is_questioned(work, staff, bring):
    bring(staff.shenzhen, as_csv(listed(), listed(SECOND, 主体名称="虚构另一公司")))
    crossed = bring(staff.shenzhen, as_csv(listed(主体名称="虚构另一公司"), listed(SECOND, 主体名称="虚构另一公司")))
    assert crossed.counts == counts(unchanged=1, wrong=1)
    assert crossed.errors[0]["column"] == "company_name"
    with work(staff.shenzhen) as session:
        assert filing(session).enterprise.name == "虚构甲公司"


def test_two_companies_with_one_subject_number_stay_two(work, staff, bring):
    assert bring(staff.shenzhen, as_csv(listed(), listed(SECOND, 主体名称="虚构乙公司"))).counts == counts(new=2)
    with work() as session:
        assert number_of(session, Enterprise) == 2


def test_an_own_correction_of_the_name_survives_the_next_import(work, staff, bring):
    bring(staff.shenzhen, as_csv(listed()))
    with work(staff.shenzhen) as session:
        company = queries.enterprise(session.scalars(select(Enterprise.id)).one())
        edit_enterprise(
            company, Profile(**vars(Profile.of(company)) | {"name": "虚构更名公司"}), version=1, actor=staff.shenzhen
        )
    assert bring(staff.shenzhen, as_csv(listed())).counts == counts(unchanged=1)


def test_a_row_that_collides_with_what_the_actor_does_not_see_is_left_out_whole(work, staff, bring):
    with work() as session:
        national = make_enterprise("440305", subject_number="2929470", name="虚构甲公司")
        national.office_path = "cn/44/"
        session.flush()
    upload = bring(staff.shenzhen, as_csv(listed(), listed(SECOND, 主体名称="虚构乙公司")))
    assert upload.counts == counts(new=1, wrong=1)
    assert "office that you do not see" in upload.errors[0]["message"]["msgid"]
    with work() as session:
        assert session.scalars(select(Filing.number)).all() == [SECOND]


def test_a_list_is_applied_once(work, staff, storage):
    with work(staff.shenzhen):
        upload = operations.upload_list(
            io.BytesIO(as_csv(listed())), filename="a.csv", batch="2022-08", storage=storage, actor=staff.shenzhen
        )
        assert upload.state == ImportState.UPLOADED
        operations.apply_import(upload, storage=storage, actor=staff.shenzhen)
        for again in (
            operations.discard_import,
            lambda u, actor: operations.apply_import(u, storage=storage, actor=actor),
        ):
            with pytest.raises(IllegalTransition):
                again(upload, actor=staff.shenzhen)


def test_another_jurisdiction_neither_sees_nor_applies_a_list(work, staff, storage):
    with work(staff.beijing):
        upload = kept(
            operations.upload_list(
                io.BytesIO(as_csv(listed(BEIJING))),
                filename="a.csv",
                batch="2022-08",
                storage=storage,
                actor=staff.beijing,
            )
        )
    with work(staff.shenzhen) as session:
        assert queries.filing_imports(staff.shenzhen, offset=0, limit=20) == ([], 0)
        with pytest.raises(NotPermitted):
            operations.apply_import(session.get_one(FilingImport, upload.id), storage=storage, actor=staff.shenzhen)
    with pytest.raises(NotPermitted), work(staff.inspector):
        operations.upload_list(
            io.BytesIO(as_csv(listed())), filename="a.csv", batch="2022-08", storage=storage, actor=staff.inspector
        )


def test_a_stored_list_that_was_altered_is_not_applied(work, staff, storage):
    with work(staff.shenzhen):
        upload = kept(
            operations.upload_list(
                io.BytesIO(as_csv(listed())), filename="a.csv", batch="2022-08", storage=storage, actor=staff.shenzhen
            )
        )
    path = storage._path(upload.sha256)
    path.chmod(0o600)
    path.write_bytes(as_csv(listed(SECOND)))
    with pytest.raises(RuleViolated, match="no longer matches"), work(staff.shenzhen) as session:
        operations.apply_import(session.get_one(FilingImport, upload.id), storage=storage, actor=staff.shenzhen)


def test_a_list_past_the_limit_is_refused_and_not_kept(work, staff, storage):
    with pytest.raises(RuleViolated, match="larger than 10 MB"), work(staff.shenzhen):
        operations.upload_list(
            io.BytesIO(b"x" * (LIMIT + 1)), filename="a.csv", batch="2022-08", storage=storage, actor=staff.shenzhen
        )
    assert not [path for path in storage.folder.rglob("*") if path.is_file()]


@pytest.mark.committed
def test_two_offices_importing_at_once_make_each_filing_once(work, staff, storage):
    start = Barrier(2)

    def bring_in(actor):
        start.wait()
        with work(actor):
            return operations.load_published("2022-08", storage=storage, actor=actor).counts

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(bring_in, (staff.coordinator, staff.beijing)))
    with work() as session:
        assert number_of(session, Filing) == 30
        assert number_of(session, Enterprise) == 24
    assert [sum(counted.values()) for counted in done] == [30, 30]
    assert sum(counted["new"] for counted in done) == 30
