"""An office's own entries: added, changed, ended, always in the own jurisdiction."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.roles import Role
from app.audit.queries import events_of
from app.core import clock
from app.core.errors import IllegalTransition, NotFound, NotPermitted, RuleViolated, Stale
from app.enterprises import queries
from app.enterprises.operations import Profile, add_enterprise, edit_enterprise, end_enterprise
from app.enterprises.queries import EnterpriseFilter
from app.enterprises.states import EnterpriseState, Source
from tests.factories.enterprises import fictitious_uscc, kept, make_enterprise
from tests.factories.organisation import make_actor


def profile(**changes):
    return Profile(name="虚构乙有限公司", uscc=fictitious_uscc(), division_code="440305", **changes)


def actions(enterprise):
    return [event.action for event in events_of(f"enterprise:{enterprise.id}")]


def test_an_enterprise_goes_under_the_nearest_office(work, staff):
    with work(staff.guangdong):
        entered = kept(add_enterprise(profile(), actor=staff.guangdong))
        assert entered.office_path == "cn/44/4403/"
        assert (entered.state, entered.source) == (EnterpriseState.ACTIVE, Source.OFFICE)
    with work(staff.guangdong):
        (event,) = events_of(f"enterprise:{entered.id}")
        assert event.action == "enterprise.added"
        assert event.after["division_code"] == "440305"
        assert "address" not in event.after


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"uscc": None}, "uscc"),
        ({"uscc": "91440305MA9T000001"}, "uscc"),
        ({"division_code": "4403"}, "division_code"),
        ({"division_code": "990101"}, "division_code"),
        ({"division_code": "110108"}, "division_code"),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field(work, staff, changes, field):
    with pytest.raises(RuleViolated) as refused, work(staff.shenzhen):
        add_enterprise(replace(profile(), **changes), actor=staff.shenzhen)
    assert refused.value.field == field


def test_a_city_enters_no_enterprise_of_its_neighbour(work, staff):
    with pytest.raises(RuleViolated, match="outside your jurisdiction"), work(staff.shenzhen):
        add_enterprise(replace(profile(), division_code="440106"), actor=staff.shenzhen)


def test_a_credit_code_stands_once_and_the_refusal_betrays_no_jurisdiction(work, staff):
    uscc = fictitious_uscc("110108")
    with work(staff.beijing):
        add_enterprise(replace(profile(), uscc=uscc, division_code="110108"), actor=staff.beijing)
    sentences = set()
    for actor, code in ((staff.beijing, "110108"), (staff.shenzhen, "440305")):
        with pytest.raises(RuleViolated) as refused, work(actor):
            add_enterprise(replace(profile(), uscc=uscc.lower(), division_code=code), actor=actor)
        sentences.add(str(refused.value))
        assert refused.value.field == "uscc"
    assert len(sentences) == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REGISTRAR])
def test_only_registrars_keep_the_registry(work, staff, role):
    with work():
        actor = make_actor(role, path="cn/" if role == Role.COORDINATOR else "cn/44/")
        held = kept(make_enterprise())
    with pytest.raises(NotPermitted), work(actor):
        add_enterprise(profile(), actor=actor)
    with pytest.raises(NotPermitted), work(actor):
        edit_enterprise(held, profile(), version=1, actor=actor)
    with pytest.raises(NotPermitted), work(actor):
        end_enterprise(held, reason="解散", version=1, actor=actor)


def test_a_change_of_name_keeps_the_former_name(work, staff, frozen):
    with work(staff.shenzhen):
        held = kept(add_enterprise(profile(), actor=staff.shenzhen))
    frozen.move_to(clock.at(date(2022, 10, 11), 9))
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        assert edit_enterprise(
            shown, replace(Profile.of(shown), name="虚构丙有限公司"), version=1, actor=staff.shenzhen
        )
        assert shown.version == 2
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        assert [(former.name, former.until) for former in shown.former_names] == [
            ("虚构乙有限公司", date(2022, 10, 11))
        ]
        assert queries.enterprises(EnterpriseFilter(text="虚构乙"))[1] == 1
        event = events_of(f"enterprise:{held.id}")[0]
        assert (event.before, event.after) == ({"name": "虚构乙有限公司"}, {"name": "虚构丙有限公司"})


def test_a_change_of_nothing_leaves_no_trace(work, staff):
    with work(staff.shenzhen):
        held = kept(add_enterprise(profile(), actor=staff.shenzhen))
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        assert not edit_enterprise(shown, Profile.of(shown), version=1, actor=staff.shenzhen)
    with work(staff.shenzhen):
        assert actions(held) == ["enterprise.added"]


def test_one_name_of_one_filing_subject_stands_once(work, staff):
    with work():
        listed = {"subject_number": "2929470", "source": Source.PUBLISHED_LIST, "uscc": None}
        make_enterprise(name="虚构甲公司", **listed)
        other = kept(make_enterprise(name="虚构乙公司", **listed))
    with pytest.raises(RuleViolated, match="same subject number") as refused, work(staff.shenzhen):
        entry = queries.enterprise(other.id)
        changed = replace(Profile.of(entry), name="虚构甲公司")
        edit_enterprise(entry, changed, version=entry.version, actor=staff.shenzhen)
    assert refused.value.field == "name"


def test_a_stale_screen_is_refused(work, staff):
    with work():
        held = kept(make_enterprise())
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        edit_enterprise(shown, replace(Profile.of(shown), address="深圳"), version=1, actor=staff.shenzhen)
    with pytest.raises(Stale), work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        edit_enterprise(shown, replace(Profile.of(shown), address="广州"), version=1, actor=staff.shenzhen)


def test_an_enterprise_passes_to_another_office_by_transfer_only(work, staff):
    with work():
        held = kept(make_enterprise())
    for code in ("440106", "110108"):
        with pytest.raises(RuleViolated, match="transfer") as refused, work(staff.guangdong):
            shown = queries.enterprise(held.id)
            edit_enterprise(shown, replace(Profile.of(shown), division_code=code), version=1, actor=staff.guangdong)
        assert refused.value.field == "division_code"
    with work(staff.guangdong):
        shown = queries.enterprise(held.id)
        assert edit_enterprise(
            shown, replace(Profile.of(shown), division_code="440306"), version=1, actor=staff.guangdong
        )


def test_an_entry_outside_the_own_jurisdiction_is_not_changed(work, staff):
    with work():
        held = kept(make_enterprise("110108"))
    with pytest.raises(NotPermitted), work():
        edit_enterprise(held, Profile.of(held), version=1, actor=staff.shenzhen)
    with pytest.raises(NotPermitted), work():
        end_enterprise(held, reason="解散", actor=staff.shenzhen)


def test_an_ended_entry_stays_and_is_not_changed(work, staff):
    with work():
        held = kept(make_enterprise())
    with pytest.raises(RuleViolated) as refused, work(staff.shenzhen):
        end_enterprise(queries.enterprise(held.id), reason=" ", version=1, actor=staff.shenzhen)
    assert refused.value.field == "reason"
    with work(staff.shenzhen):
        end_enterprise(queries.enterprise(held.id), reason="公司解散", version=1, actor=staff.shenzhen)
    with work(staff.shenzhen):
        held = queries.enterprise(held.id)
        assert held.state == EnterpriseState.ENDED
        assert actions(held)[0] == "enterprise.ended"
        with pytest.raises(IllegalTransition):
            end_enterprise(held, reason="再次", actor=staff.shenzhen)
        with pytest.raises(RuleViolated, match="ended"):
            edit_enterprise(held, replace(Profile.of(held), name="丁"), version=None, actor=staff.shenzhen)


def test_the_registry_shows_nothing_of_another_province(work, staff):
    with work():
        foreign, own = kept(make_enterprise("110108")), kept(make_enterprise("440305"))
    with work(staff.guangdong):
        with pytest.raises(NotFound):
            queries.enterprise(foreign.id)
        rows, total = queries.enterprises(EnterpriseFilter())
        assert ([row.enterprise.id for row in rows], total) == ([own.id], 1)
        for hidden in (foreign.name, foreign.uscc):
            assert queries.enterprises(EnterpriseFilter(text=hidden)) == ([], 0)
        assert list(queries.all_enterprises(EnterpriseFilter(text=foreign.name))) == []
        assert queries.figures().enterprises == 1
