"""Fictitious enterprises for tests, and published lists as files. Everything goes into the running unit of work."""

import csv
import io
from importlib.resources import files
from itertools import count
from typing import Any

from stdnum.cn import uscc as stdnum_uscc

from app.access.actor import operator
from app.audit.operations import record
from app.core.db import session
from app.enterprises.models import Algorithm, Enterprise, Filing, Platform
from app.enterprises.operations.imports import PUBLISHED
from app.enterprises.states import AlgorithmType, PlatformKind, Source
from app.organisation import queries as organisation
from tests.factories.organisation import PREPARED

_serial = count(1)


def fictitious_uscc(division_code: str = "440305") -> str:
    """A credit code that is valid and belongs to nobody: its organisation code runs up from MA9TEST."""
    body = f"91{division_code}MA9T{next(_serial):05d}"
    return body + stdnum_uscc.calc_check_digit(body)


def make_enterprise(division_code: str = "440305", **changes: Any) -> Enterprise:
    """An enterprise under the office with jurisdiction over its division; that office has to exist."""
    office = organisation.office_for_division(division_code)
    values: dict[str, Any] = {
        "name": f"虚构科技{next(_serial)}有限公司",
        "uscc": fictitious_uscc(division_code),
        "division_code": division_code,
        "source": Source.DEMO,
        "office_id": office.id,
        "office_path": office.path,
    }
    enterprise = Enterprise(**(values | changes))
    session().add(enterprise)
    record(PREPARED, enterprise, actor=operator("tests"))
    return enterprise


def make_filing(enterprise: Enterprise, number: str, type: AlgorithmType = AlgorithmType.PERSONALISED_PUSH) -> Filing:
    """A filing of the enterprise, with its algorithm and platform."""
    place = {
        "enterprise_id": enterprise.id,
        "office_id": enterprise.office_id,
        "office_path": enterprise.office_path,
    }
    platform = Platform(name=f"产品{next(_serial)}", kind=PlatformKind.APP, **place)
    algorithm = Algorithm(name="推荐算法", type=type, main_use="内容推荐", platforms=[platform], **place)
    filing = Filing(algorithm=algorithm, number=number, check_digit_ok=True, batch="2022-08", seq_no=1, **place)
    session().add(filing)
    record(PREPARED, filing, actor=operator("tests"))
    return filing


HEADER = ("序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注")


def kept(row: Any) -> Any:
    """The row with its columns, to be looked at after its unit of work."""
    session().flush()
    session().refresh(row)
    session().expunge(row)
    return row


def listed(number: str = "网信算备440305292947002220013号", **changes: str) -> dict[str, str]:
    """One row of a list in the form of the official ones."""
    row = dict(
        zip(HEADER, ("1", "推荐算法", "个性化推送类", "虚构甲公司", "甲（APP）", "内容推荐", number, ""), strict=True)
    )
    return row | changes


def as_csv(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    """The rows as a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def published() -> bytes:
    """The real lists of 2022."""
    return files("app.enterprises").joinpath("data", PUBLISHED).read_bytes()
