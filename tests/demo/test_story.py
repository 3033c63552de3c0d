"""The story as data: invented names, valid codes, days that follow each other."""

import io
import re

import pytest
from PIL import Image
from stdnum.cn import uscc

from app.access.roles import Role
from app.core.intake import recognised
from app.demo import pictures
from app.demo.companies import BY_KEY, COMPANIES
from app.demo.days import AS_OF, LAST_DAY, calendar, on, workday, working_days
from app.demo.loading import schedule
from app.demo.people import PASSWORD, PEOPLE, TELECOM
from app.demo.stories import CASES
from app.organisation.rules import require_username
from app.organisation.strength import context_words, require_strong

CREWS = [(case, username) for case in CASES for username in (case.crew.planner, case.crew.head, *case.crew.team)]


def test_companies_say_that_they_are_invented():
    assert all("（虚构）" in company.name and "虚构" in company.address for company in COMPANIES)


def test_credit_codes_are_valid_in_form_and_no_two_are_alike():
    codes = [company.uscc for company in COMPANIES]

    assert all(uscc.is_valid(code) and code[8:13] == "MADEM" for code in codes)
    assert len(set(codes)) == len(COMPANIES) >= 30


def test_there_are_people_in_every_role_and_in_six_offices():
    assert {person.role for person in PEOPLE} == set(Role)
    assert len({person.office for person in PEOPLE}) == 6
    assert len(PEOPLE) >= 25


def test_the_published_password_would_be_accepted_from_anybody():
    for person in PEOPLE:
        require_username(person.username)
        require_strong(PASSWORD, words=context_words(person.username, person.name), kinds=4)


def test_whoever_works_on_a_case_is_somebody():
    known = {person.username: person for person in PEOPLE}

    assert all(known[username] for _case, username in CREWS)
    assert any(known[username].office == TELECOM for _case, username in CREWS)


def test_every_case_is_about_an_invented_company():
    assert {case.company for case in CASES} <= BY_KEY.keys()


def test_visits_and_papers_fall_on_working_days():
    days = [day for case in CASES for day in (case.planned, case.visit, *(paper.drafted for paper in case.papers))]

    assert all(calendar().is_working_day(day) for day in days)


def test_the_schedule_is_in_the_order_of_time():
    moments = [act.moment for act in schedule(LAST_DAY)]

    assert moments == sorted(moments)
    assert len(schedule(AS_OF)) < len(moments)


def test_working_days_skip_the_national_day_holiday():
    assert workday(on(9, 30), 1) == on(10, 8)
    assert workday(on(10, 8), -1) == on(9, 30)
    assert working_days(on(9, 30), on(10, 9)) == [on(9, 30), on(10, 8), on(10, 9)]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pictures.screenshot("1"), "a.png", "image/png"),
        (pictures.photo("1"), "a.jpg", "image/jpeg"),
        (pictures.paper("整改报告", "一二三四五" * 20), "a.pdf", "application/pdf"),
    ],
)
def test_evidence_files_are_what_their_names_say(content: bytes, name: str, media_type: str):
    assert recognised(io.BytesIO(content), name) == media_type


def test_pictures_are_whole():
    with Image.open(io.BytesIO(pictures.photo("1"))) as picture:
        picture.load()
        assert picture.size == pictures.SIZE


def test_the_cross_references_of_a_paper_point_at_its_objects():
    content = pictures.paper("报告", "正文")
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n", content, re.MULTILINE)]

    assert [content[place:].split(b" ", 1)[0] for place in places] == [b"%d" % n for n in range(1, len(places) + 1)]
