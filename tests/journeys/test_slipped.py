"""An id of another jurisdiction slipped into a select or a hidden field of any form is refused, and changes nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urljoin

from flask.testing import FlaskClient

from app.web.dispatch import Application
from tests.factories.enterprises import make_enterprise
from tests.factories.inspections import make_cast, make_inspection
from tests.journeys.forms import Form
from tests.journeys.markup import Element, read
from tests.journeys.scene import Scene, make_scene
from tests.journeys.walk import FILLERS, UUID_FORM, Imprint, stops

LOOKS = {"audit.read", "audit.searched", "case.read", "enterprise.exported", "evidence.viewed", "list.searched"}
"""Events of looking at what one may see."""


def test_an_id_of_another_case_slipped_into_a_form_is_refused(app, acting, work, frozen) -> None:
    with work():
        beijing = make_cast("cn/11/")
        elsewhere = make_scene(beijing, "凤栖梧桐").ids
        company = make_enterprise("110108", office_id=beijing.office.id, office_path=beijing.office.path)
        elsewhere |= {"enterprise_id": [company.id], "user_id": [beijing.leader.id]}
        cast = make_cast("cn/44/")
        earlier = make_scene(cast, "岭南")
        frozen.shift(timedelta(minutes=1))
        own = make_scene(cast, "岭南")
        own.ids["inspection_id"].append(make_inspection(cast).id)
        own.ids["finding_id"] += earlier.ids["finding_id"]
        own.ids.update(enterprise_id=[cast.enterprise.id], user_id=[cast.leader.id])
    foreign = [str(known[0]) for known in elsewhere.values()]
    slipped: set[str] = set()
    for actor in (cast.leader, cast.supervisor, cast.head):
        client, before = acting(actor), Imprint(work)
        for address, form, field in _forms_with_ids(client, app, own):
            slipped.add(field)
            for one in foreign:
                data = form.filled({}, form.element)
                data.setlist(field, [one])
                status = client.post(urljoin(address, form.action), data=data).status_code
                assert status in (403, 404, 409, 422), (address, field, status)
        assert before.changes() <= LOOKS, str(actor)
    assert slipped == {"campaign", "earlier", "findings", "user"}


def _forms_with_ids(client: FlaskClient, app: Application, scene: Scene) -> Iterator[tuple[str, Form, str]]:
    """Each form that changes something, with its address and each of its fields whose values are ids."""
    for stop in stops(app, "GET", {**FILLERS, **scene.ids}):
        answer = client.get(stop.address)
        page = read(answer.text if answer.mimetype == "text/html" else "")
        for form in filter(lambda form: form.posts, map(Form, page.all("form"))):
            for field in {control.get("name") for control in form.controls if _holds_ids(control)}:
                yield stop.address, form, field


def _holds_ids(control: Element) -> bool:
    values = [control.get("value"), *(option.get("value") for option in control.all("option"))]
    return any(re.fullmatch(UUID_FORM, value) for value in values)
