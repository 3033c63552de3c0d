"""Credit codes, filing numbers, products and types, as the law and the published lists write them. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc as stdnum_uscc

from app.core.errors import RuleViolated
from app.core.text import _
from app.enterprises.states import AlgorithmType, FilingState, PlatformKind

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
OTHER_AUTHORITY = "Y"
"""First character of codes given by an authority without a digit of its own; python-stdnum knows digits only."""

FILING_NUMBER = re.compile(r"网信算备[0-9]{21}号")
CANCELLED = "已注销"

TYPES = {
    "生成合成类": AlgorithmType.GENERATION_SYNTHESIS,
    "个性化推送类": AlgorithmType.PERSONALISED_PUSH,
    "排序精选类": AlgorithmType.RANKING_SELECTION,
    "检索过滤类": AlgorithmType.RETRIEVAL_FILTERING,
    "信息检索类": AlgorithmType.RETRIEVAL_FILTERING,
    "内容过滤类": AlgorithmType.RETRIEVAL_FILTERING,
    "调度决策类": AlgorithmType.SCHEDULING_DECISION,
}
"""Names of art. 2, and the two into which later lists divide retrieval and filtering."""

KINDS = {"APP": PlatformKind.APP, "网站": PlatformKind.SITE, "小程序": PlatformKind.MINI_PROGRAM}

_PRODUCT = re.compile(
    r"(?P<name>(?:[（(][^（()）]*[）)])?[^（()）]+)[（(](?P<kinds>[^（()）]*)[）)]|(?P<bare>[^（()）]+)"
)
_SEPARATORS = re.compile("[、，,；;/\n]")


def require_uscc(typed: str, *, field: str = "uscc") -> str:
    """The unified social credit code (统一社会信用代码, GB 32100-2015) in its one written form.

    Spaces, hyphens, small letters and full-width characters are accepted. Raises RuleViolated, saying what is wrong.
    """
    code: str = stdnum_uscc.compact(unicodedata.normalize("NFKC", typed))
    if len(code) != USCC_LENGTH:
        raise RuleViolated(
            _("A credit code has 18 characters; this one has %(length)s.", length=len(code)), field=field
        )
    strange = next((place for place, character in enumerate(code, 1) if character not in USCC_ALPHABET), None)
    if strange is not None:
        raise RuleViolated(
            _(
                "Character %(place)s of the credit code, “%(character)s”, can't occur in one: it has digits and "
                "capital letters, without I, O, S, V and Z.",
                place=strange,
                character=code[strange - 1],
            ),
            field=field,
        )
    if not (code[0].isdecimal() or code[0] == OTHER_AUTHORITY) or not code[1:8].isdecimal():
        raise RuleViolated(
            _(
                "The credit code does not begin as one: a digit or Y for the registering authority, a digit for the "
                "kind, and the six digits of a division."
            ),
            field=field,
        )
    if code[-1] != stdnum_uscc.calc_check_digit(code[:-1]):
        raise RuleViolated(
            _("The last character of the credit code does not fit the others. Compare it with the licence."),
            field=field,
        )
    return code


@dataclass(frozen=True)
class FilingNumber:
    """The parts of an algorithm filing number (备案编号) as read from the published lists; there is no standard.

    `check_digit_ok` is a warning only: one official number breaks it.
    """

    text: str
    division_code: str
    subject_number: str
    type_code: str
    year: int
    serial: int
    check_digit_ok: bool


def parse_filing_number(text: str) -> FilingNumber:
    """Take a filing number apart; raises RuleViolated unless it has the shape 网信算备 + 21 digits + 号."""
    text = text.strip()
    if not FILING_NUMBER.fullmatch(text):
        raise RuleViolated(
            _("“%(number)s” is not a filing number: it is written 网信算备, 21 digits, 号.", number=text),
            field="filing_number",
        )
    digits = text[4:25]
    return FilingNumber(
        text=text,
        division_code=digits[:6],
        subject_number=digits[6:13],
        type_code=digits[13:15],
        year=2000 + int(digits[15:17]),
        serial=int(digits[17:20]),
        check_digit_ok=check_digit_fits(digits),
    )


def check_digit_fits(digits: str) -> bool:
    """Whether the last of the 21 digits fits the first 20."""
    carried = 0
    for digit in digits[:-1]:
        carried = (carried + int(digit)) * 2 % 10
    return (carried + int(digits[-1])) % 10 == 1


@dataclass(frozen=True, order=True)
class Product:
    """A product named in a list, in one of its forms."""

    name: str
    kind: PlatformKind


def parse_products(text: str) -> list[Product]:
    """The products in a cell such as `网易新闻（APP）、网易网（网站）`, one for each form; each once, in order.

    A form that the lists do not usually name stays part of the product's name.
    """
    found: dict[Product, None] = {}
    for match in _PRODUCT.finditer(text):
        names = _split(match["name"] or match["bare"])
        kinds = [KINDS.get(form.upper()) for form in _split(match["kinds"] or "")]
        for name in names[:-1]:
            found[Product(name, PlatformKind.OTHER)] = None
        for name in names[-1:]:
            if not kinds or None in kinds:
                found[Product(match[0].strip("、 ") if kinds else name, PlatformKind.OTHER)] = None
            else:
                found.update((Product(name, kind), None) for kind in kinds if kind)
    return list(found)


def _split(text: str) -> list[str]:
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return [part for part in parts if part and part != "等"]


def algorithm_type_of(name: str) -> AlgorithmType:
    """The type of art. 2 that a list calls by a Chinese name; raises RuleViolated for any other word."""
    name = name.strip()
    if name not in TYPES:
        raise RuleViolated(
            _("“%(name)s” is not a type of algorithm: use one of %(known)s.", name=name, known="、".join(TYPES)),
            field="algorithm_type",
        )
    return TYPES[name]


def filing_state_of(remarks: str) -> FilingState:
    """Where a filing stands by the remarks (备注) of the list."""
    return FilingState.CANCELLED if CANCELLED in remarks else FilingState.FILED
