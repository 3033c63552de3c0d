import pytest


@pytest.fixture
def started(work, docket):
    with work(docket.officer):
        docket.start()


def test_the_list_shows_what_is_due_with_its_distance_and_reason(acting, docket, started):
    page = acting(docket.officer).get("/deadlines?lang=en", headers={"Accept-Language": "en"}).get_data(as_text=True)

    assert "Demand 1" in page
    assert "10 working days left" in page
    assert "How this date came about" in page
    assert docket.officer.name in page


@pytest.mark.parametrize(("query", "shown"), [("bucket=within_15", True), ("bucket=overdue", False)])
def test_the_filters_stand_in_the_address(acting, docket, started, query, shown):
    page = acting(docket.officer).get(f"/deadlines?{query}").get_data(as_text=True)

    assert ("/orders/1" in page) is shown


def test_a_foreign_officer_sees_an_empty_list(acting, docket, started):
    page = acting(docket.foreign).get("/deadlines").get_data(as_text=True)

    assert "/orders/1" not in page
    assert docket.officer.name not in page


def test_a_foreign_filter_value_is_no_way_in(acting, docket, started):
    page = acting(docket.foreign).get(f"/deadlines?officer={docket.officer.id}&office=cn/44/")

    assert "/orders/1" not in page.get_data(as_text=True)
