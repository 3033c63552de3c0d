"""A case with an inspector on its team, and files of every kind."""

import io
import zipfile
from dataclasses import dataclass

import pytest
from PIL import Image

from app.access.actor import Actor
from app.access.roles import Role
from app.cases.models import CaseFile
from app.core import db
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor, make_office

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\nstartxref\n9\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture in one of the formats taken."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def archive() -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("x.txt", "x")
    return out.getvalue()


@dataclass(frozen=True)
class Bench:
    """A case, who is on its team, and who is not."""

    case: CaseFile
    officer: Actor
    colleague: Actor
    foreign: Actor


@pytest.fixture
def bench(app, work) -> Bench:
    with work():
        officer, colleague = make_actor(Role.INSPECTOR), make_actor(Role.INSPECTOR)
        foreign = make_actor(Role.INSPECTOR, path="cn/33/")
        case = make_case(make_office("cn/44/"), team=(officer,))
        db.session().flush()
        db.session().expunge_all()
    return Bench(case, officer, colleague, foreign)
