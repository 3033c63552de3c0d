"""Administrative divisions (行政区划) by their code of GB/T 2260: 2 digits province, 4 city, 6 county."""

import csv
from functools import cache
from importlib.resources import files

from app.core.errors import RuleViolated
from app.core.text import _

EDITION = "2023-06-30"
"""The day whose state the table shows."""

LEVELS = (2, 4, 6)


@cache
def table() -> dict[str, str]:
    """Names of all provinces and cities by code."""
    source = files(__package__).joinpath("data", f"divisions-{EDITION}.csv")
    return {row["code"]: row["name"] for row in csv.DictReader(source.read_text("utf-8").splitlines())}


def known(code: str) -> bool:
    """Whether the province exists, and the city if the code names one."""
    return _well_formed(code) and code[:2] in table() and code[:4] in table()


def _well_formed(code: str) -> bool:
    return len(code) in LEVELS and code.isascii() and code.isdecimal()


def require_known(code: str, *, field: str | None = None) -> str:
    """`code` itself; raises RuleViolated, with the sentence to correct it by, where no such division exists."""
    if known(code):
        return code
    if not _well_formed(code):
        raise RuleViolated(
            _("“%(code)s” is not a division code. Enter the 2, 4 or 6 digits of province, city or county.", code=code),
            field=field,
        )
    raise RuleViolated(
        _("There is no province or city with the division code %(code)s. Check its first four digits.", code=code),
        field=field,
    )


def is_city(code: str) -> bool:
    """Whether the code names a real city: municipalities and counties under a province have placeholders instead."""
    return len(code) == 4 and code in table() and not table()[code].endswith(("市辖区", "行政区划", "县"))


def name(code: str) -> str:
    """Province and city of a known code, in Chinese as the law writes them: `440305` is 广东省深圳市.

    Raises RuleViolated where the code is unknown.
    """
    require_known(code)
    city = table()[code[:4]] if is_city(code[:4]) else ""
    return table()[code[:2]] + city


def paths_over(code: str) -> list[str]:
    """The paths of the offices that may have jurisdiction over a known division, the nearest first.

    Raises RuleViolated where the code is unknown.
    """
    require_known(code)
    paths = ["cn/", f"cn/{code[:2]}/"]
    if len(code) > 2:
        paths.append(f"cn/{code[:2]}/{code[:4]}/")
    return paths[::-1]
