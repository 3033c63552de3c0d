"""Passwords: argon2id hashes of their normalised form, and passwords made for somebody to use once."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.organisation import policy
from app.organisation.models import Office
from app.organisation.strength import context_words, normalised, require_strong

_hasher = PasswordHasher()

_ALPHABET = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(normalised(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes the same time and is false."""
    nobody = _nobody()
    try:
        return _hasher.verify(kept or nobody, normalised(password)) and kept is not None
    except VerificationError:
        return False


def require_good(password: str, *, username: str, name: str, office: Office) -> None:
    """Raise RuleViolated unless this person of this office may choose the password."""
    words = context_words(username, name, office.name_zh, office.name_en, office.short_name)
    require_strong(password, words=words, kinds=policy.current().kinds)


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def one_time() -> str:
    """A random password of 78 bits for somebody to read off and change at the first sign-in."""
    letters = ["".join(secrets.choice(_ALPHABET) for _place in range(4)) for _group in range(4)]
    return "-".join([letters[0].capitalize(), *letters[1:], secrets.choice(_DIGITS) + secrets.choice(_DIGITS)])


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
