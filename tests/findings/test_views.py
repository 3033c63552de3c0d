import pytest

from app.findings.states import Aspect, Family, FindingState
from app.inspections.states import InspectionState
from tests.factories.findings import add_evidence, make_finding
from tests.factories.inspections import make_cast, make_inspection


@pytest.mark.parametrize(
    "state", [FindingState.DRAFT, FindingState.RECORDED, FindingState.CONFIRMED, FindingState.DISMISSED]
)
def test_smoke(work, acting, state, app):
    with work(), app.app_context():
        cast = make_cast()
        i = make_inspection(cast, InspectionState.ON_SITE)
        f = make_finding(i, cast, state)
        s = make_finding(i, cast, family=Family.SHORTCOMING, aspect=Aspect.WEAK_EFFECT, article=None)
        add_evidence(s, cast.leader)
        iid, fid, sid, cid, eid = i.id, f.id, s.id, i.case_file_id, i.enterprise_id
    for who in (cast.leader, cast.head):
        c = acting(who)
        for p in (
            f"/findings/{fid}",
            f"/findings/{sid}",
            "/findings",
            f"/cases/{cid}/findings",
            f"/cases/{cid}/inspection",
            f"/inspections/{iid}",
            f"/enterprises/{eid}",
        ):
            r = c.get(p)
            assert r.status_code == 200, (p, r.text)
    c = acting(cast.leader)
    for p in (f"new?inspection={iid}", f"{fid}/edit", f"{fid}/evidence", f"{fid}/record", f"{fid}/repeat"):
        r = c.get(f"/findings/{p}")
        assert r.status_code == 200, (p, r.text)
