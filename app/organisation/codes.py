"""The codes of a second factor: one each 30 seconds from an authenticator app (RFC 6238), and ten to keep on paper."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp
import segno

ISSUER = "联检 Lianjian"
STEP = 30
"""Seconds for which a code of the app is shown."""
DIGITS = 6
WINDOW = 1
"""How many steps a clock may be ahead or behind."""
RECOVERY_CODES = 10
FEW = 3
"""So few recovery codes left that their owner is told."""
GROUP = 4


def new_secret() -> str:
    """A random secret of 160 bits, as apps take it."""
    return pyotp.random_base32()


def readable(secret: str) -> str:
    """The secret in groups of four, to be typed into an app."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def picture(secret: str, username: str) -> str:
    """The secret as a QR code, in the form of an image's address."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff", omitsize=True)


def step_at(moment: datetime) -> int:
    """The number of the 30-second step in which a moment lies."""
    return int(moment.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The code the app shows in a step."""
    return pyotp.TOTP(secret).generate_otp(step)


def step_of(secret: str, code: str, now: int) -> int | None:
    """The step a code belongs to, of those that count at the step `now`; None where it belongs to none."""
    if not from_app(code):
        return None
    steps = range(now + WINDOW, now - WINDOW - 1, -1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def normal(typed: str) -> str:
    """What was typed, without the blanks and hyphens of its groups, in plain letters and digits."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "").upper()


def from_app(code: str) -> bool:
    """Whether it has the form of an app's code."""
    return len(code) == DIGITS and code.isascii() and code.isdecimal()


def new_recovery_codes() -> list[str]:
    """Ten random codes of 80 bits, written as `ABCD-EFGH-IJKL-MNOP`."""
    raw = [base64.b32encode(secrets.token_bytes(10)).decode() for _code in range(RECOVERY_CODES)]
    return ["-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP)) for code in raw]


def recovery_hash(code: str) -> str:
    """The form in which a recovery code is kept. With 80 random bits in it, plain SHA-256 can't be guessed back."""
    return hashlib.sha256(normal(code).encode()).hexdigest()
