"""What makes a password hard to guess (NIST SP 800-63B, OWASP ASVS 5.0 V6.2): length, and being none of the first
guesses. GB/T 22239-2019 asks for complexity; how many kinds of characters that means is a setting."""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from app.core.errors import RuleViolated
from app.core.text import Text, _

SHORTEST, LONGEST = 12, 128
"""In characters (Unicode code points) of the normalised password."""
DIFFERENT = 5
"""Different characters that a password has at least."""
ADDED = 4
"""So many characters around an often used password make no other of it; one no longer than that is no word."""
OWN_WORDS = frozenset({"lianjian", "联检", "wangxin", "网信", "qinglang", "清朗"})
"""Words of this system and its work that are guessed first."""

_WORD = re.compile(r"[^\W\d_]{6,}")
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def normalised(password: str) -> str:
    """The one form of a password typed with any keyboard or input method (NFKC); hashes are made of it."""
    return unicodedata.normalize("NFKC", password)


def require_strong(password: str, *, words: Iterable[str], kinds: int) -> None:
    """Raise RuleViolated unless the password is long enough and none of those that are guessed first.

    `words` are those of the person and the office; `kinds` of characters it needs at least.
    """
    password = normalised(password)
    refusal = (
        _wrong_length(password)
        or _too_simple(password, kinds)
        or _often_used(password.casefold())
        or _names_something(password.casefold(), words)
    )
    if refusal is not None:
        raise RuleViolated(refusal, field="password")


def context_words(*names: str) -> set[str]:
    """The words of a person's or office's names that a password must not contain: the names, and their longer words."""
    folded = [normalised(name).casefold() for name in names]
    whole = {name for name in folded if len(name) > 1 and (len(name) > 3 or not name.isascii())}
    return whole | {word for name in folded for word in _WORD.findall(name)}


def described(kinds: int) -> Text:
    """The policy in words, for whoever chooses a password."""
    if kinds:
        return _(
            "%(least)s to %(most)s characters, with %(kinds)s of these four kinds: capital letters, small letters, "
            "digits, other signs. No often used password, and no name of yours, your office or this system.",
            least=SHORTEST,
            most=LONGEST,
            kinds=kinds,
        )
    return _(
        "%(least)s to %(most)s characters of any kind; some words in a row are good. No often used password, and no "
        "name of yours, your office or this system.",
        least=SHORTEST,
        most=LONGEST,
    )


def _wrong_length(password: str) -> Text | None:
    if SHORTEST <= len(password) <= LONGEST:
        return None
    return _(
        "Use between %(least)s and %(most)s characters; this has %(now)s.",
        least=SHORTEST,
        most=LONGEST,
        now=len(password),
    )


def _too_simple(password: str, kinds: int) -> Text | None:
    if len(set(password)) < DIFFERENT:
        return _("The same few characters again and again are guessed at once. Use more different ones.")
    if len({_kind(character) for character in password}) < kinds:
        return _("Use %(kinds)s of these four kinds: capital letters, small letters, digits, other signs.", kinds=kinds)
    return None


def _kind(character: str) -> str:
    if character.isdecimal():
        return "digit"
    if character.isupper():
        return "capital"
    return "small" if character.islower() else "other"


def _often_used(password: str) -> Text | None:
    core, common = _ENDS.sub("", password), _common()
    around = (password[start : len(password) - end] for start in range(ADDED + 1) for end in range(ADDED + 1 - start))
    if core in common or any(part in common for part in around):
        return _("This is one of the passwords used most often, or one with little added. Choose another.")
    return None


def _names_something(password: str, words: Iterable[str]) -> Text | None:
    found = sorted(word for word in OWN_WORDS.union(words) if word in password)
    if not found:
        return None
    return _(
        "The password contains “%(word)s”. Names of people, offices and this system are guessed first: leave it out.",
        word=found[0],
    )


@cache
def _common() -> frozenset[str]:
    packed = files(__package__).joinpath("data", "common-passwords.txt.gz").read_bytes()
    return frozenset(line for line in gzip.decompress(packed).decode().splitlines() if len(line) > ADDED)
