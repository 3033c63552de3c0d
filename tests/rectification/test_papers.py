"""What the papers of rectification say."""

from datetime import date

from app.core import clock
from app.documents.rules import missing_fields
from app.rectification import papers
from app.rectification.states import Method, OrderKind, OrderState, Result
from tests.factories.inspections import make_cast
from tests.factories.rectification import SHORTCOMING, answer, make_confirmed, make_demand, make_order, verify


def test_an_order_names_party_facts_articles_demands_consequence_and_remedies(work):
    with work():
        cast = make_cast()
        first = make_confirmed(cast, article="16")
        second = make_confirmed(cast, first.inspection, article="9(1)")
        content = make_order(cast, OrderState.IN_REVIEW, findings=[first, second]).paper.content

    assert missing_fields("D09", content) == []
    assert content["party"].startswith("虚构")
    assert content["articles"] == [
        "《互联网信息服务算法推荐管理规定》第九条第一款",
        "《互联网信息服务算法推荐管理规定》第十六条",
    ]
    assert content["demands"][0]["term"] == "自送达之日起15日内"
    assert content["consequence"] == (
        "拒不改正或者情节严重的，依照《互联网信息服务算法推荐管理规定》第三十一条，"
        "责令暂停信息更新，并处1万元以上10万元以下罚款；法律、行政法规另有规定的，依照其规定。"
    )
    assert "六十日内" in content["remedies"]


def test_tier_2_of_art_31_is_printed_only_where_every_article_is_on_its_list(work):
    with work():
        cast = make_cast()
        on_the_list = make_confirmed(cast, article="16")
        by_another_law = make_confirmed(cast, on_the_list.inspection, article="18")
        content = make_order(cast, OrderState.IN_REVIEW, findings=[on_the_list, by_another_law]).paper.content

    assert content["consequence"] == papers.OTHER_LAW


def test_a_feedback_letter_threatens_with_nothing(work):
    with work():
        cast = make_cast()
        shortcoming = make_confirmed(cast, **SHORTCOMING)
        order = make_order(cast, OrderState.IN_REVIEW, findings=[shortcoming], kind=OrderKind.FEEDBACK_LETTER)
        content = order.paper.content
        assert (order.paper.kind, order.paper.title) == ("D09F", "问题反馈函")

    assert missing_fields("D09F", content) == []
    assert not {"articles", "consequence", "remedies"} & content.keys()


def test_an_opinion_names_both_officers_with_their_certificates(work):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        opinion = verify(demand, cast, Result.PARTLY, method=Method.ON_SITE, observations="尚缺流程。").opinion
        content = opinion.content
        assert missing_fields("D11", content) == []
        assert content["order_number"] == demand.order.paper.number
        assert content["items"] == [{"demand": demand.wording, "result": "部分完成整改"}]
        assert content["conclusion"] == "现场复查：尚缺流程。"
        assert content["next_step"] == "未完成部分应当自送达之日起7个工作日内完成整改并书面报告。"
        assert content["verified_on"] == "2022年9月28日"
        team = {member.certificate_number for member in demand.order.inspection.team}
        assert {officer["certificate"] for officer in content["officers"]} == team
        assert len(content["officers"]) == 2


def test_an_opinion_of_failure_is_dated_after_the_due_date(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        frozen.move_to(clock.at(date(2022, 10, 20), 9))
        opinion = verify(demand, cast, Result.NOT_DONE).opinion
        assert opinion.issued_on > demand.running.due_on
        assert opinion.content["next_step"] == "逾期未完成整改，将依法处理。"
