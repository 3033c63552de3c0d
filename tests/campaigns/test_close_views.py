"""The page of a close, from the open work to the certificate, and a hand-over, at a browser."""

from app.audit.sealing.witnesses import QUORUM
from app.campaigns.models import Campaign
from app.cases.models import CaseFile
from app.core.db import session
from app.inspections.states import InspectionState
from tests.factories.campaigns import DISCIPLINE, ZHEJIANG, let_cosign, make_coordinator, seal_log
from tests.factories.cases import make_document
from tests.factories.inspections import make_cast, make_inspection
from tests.statements import collected

ENGLISH = {"Accept-Language": "en"}


def test_a_campaign_is_closed_and_opened_again(work, acting):
    with work():
        cast = make_cast("cn/44/4401/")
        first, second = make_coordinator(), make_coordinator()
        finished = make_inspection(cast, InspectionState.CONCLUDED).case_file_id
        carried = make_inspection(cast, InspectionState.RECORD_SIGNED).case_file_id
        key, campaign_id = cast.campaign.key, cast.campaign.id
    page = f"/campaigns/{key}/close"

    def post(actor, step, **data):
        return acting(actor).post(f"/campaigns/{key}/steps/{step}", data=data).status_code

    assert "nobody takes over: 1" in acting(first).get(page, headers=ENGLISH).text
    assert "hand-over" not in acting(cast.leader).get(page, headers=ENGLISH).text
    assert post(first, "begin_close") == 422
    form = f"/campaigns/{key}/cases/{carried}/hand-over"
    assert acting(cast.leader).get(form).status_code == 403
    said = {"successor": str(cast.spare.id), "due_on": "2022-12-30", "reason": "转入日常监管"}
    assert acting(first).post(form, data=said).status_code == 303
    assert post(first, "begin_close") == 303
    assert "Waiting for the checkpoint" in acting(first).get(page, headers=ENGLISH).text
    with work():
        let_cosign(seal_log(), DISCIPLINE, ZHEJIANG)
    assert f"{QUORUM} of {QUORUM} witnesses" in acting(first).get(page, headers=ENGLISH).text
    assert post(first, "close") == 422
    assert post(second, "close") == 303
    certificate = acting(second).get(page, headers=ENGLISH).text
    assert "Certificate of the close" in certificate
    assert ZHEJIANG.name in certificate
    with work():
        assert session().get_one(CaseFile, finished).frozen_at is not None
        make_document(session().get_one(CaseFile, carried), cast.leader)
    assert post(first, "ask_reopen", reason="遗漏一案") == 303
    assert post(first, "reopen", reason="理由") == 422
    assert post(second, "reopen", reason="情况属实") == 303
    with work():
        assert session().get_one(Campaign, campaign_id).state == "active"
        assert session().get_one(CaseFile, finished).frozen_at is None


def test_only_the_page_of_the_close_reads_what_is_open_in_all_cases(work, acting, database):
    with work():
        cast, coordinator = make_cast(), make_coordinator()
        make_inspection(cast, InspectionState.RECORD_SIGNED)
        page = f"/campaigns/{cast.campaign.key}"
    read = {}
    for address in (page, f"{page}/close"):
        with collected(database) as sent:
            acting(coordinator).get(address)
        read[address] = any("FROM handover" in statement for statement in sent)
    assert read == {page: False, f"{page}/close": True}
