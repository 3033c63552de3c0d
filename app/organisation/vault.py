"""Secrets at rest: AES-256-GCM under a key derived from SECRET_KEY, each bound to its owner; and marks of what must
not be kept at all, made with another such key.

A key before the present one may be given to open what it sealed; nothing is sealed with it any more.
"""

import base64
import hmac
import os
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRETS, MARKS = b"lianjian second factor", b"lianjian typed names"
"""What keys are derived for."""
NONCE = 12
"""Bytes of the random nonce in front of each sealed secret."""
MARK = 16
"""Hexadecimal digits of a mark."""


class Unreadable(Exception):
    """No key opens it: sealed under a key that is not given any more, for another owner, or altered."""


class Vault:
    """Seals with the first key, opens with any."""

    def __init__(self, key: str, former: Sequence[str] = ()) -> None:
        self._ciphers = [AESGCM(_derived(each, SECRETS)) for each in (key, *former)]
        self._marks = _derived(key, MARKS)

    def seal(self, secret: str, owner: UUID) -> str:
        """The secret as it is kept."""
        nonce = os.urandom(NONCE)
        closed = self._ciphers[0].encrypt(nonce, secret.encode(), owner.bytes)
        return base64.urlsafe_b64encode(nonce + closed).decode()

    def open(self, kept: str, owner: UUID) -> str:
        """The secret; raises Unreadable."""
        try:
            raw = base64.urlsafe_b64decode(kept)
        except ValueError as error:
            raise Unreadable from error
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:NONCE], raw[NONCE:], owner.bytes).decode()
            except (InvalidTag, ValueError):
                continue
        raise Unreadable

    def resealed(self, kept: str, owner: UUID) -> str:
        """The same secret under the present key; as it is where that key sealed it."""
        raw = base64.urlsafe_b64decode(kept)
        try:
            self._ciphers[0].decrypt(raw[:NONCE], raw[NONCE:], owner.bytes)
        except InvalidTag:
            return self.seal(self.open(kept, owner), owner)
        return kept

    def mark(self, typed: str) -> str:
        """What stands for something typed: the same each time, and without the key no help in guessing it.

        The present key alone makes marks, so they change with it.
        """
        return hmac.digest(self._marks, typed.encode(), "sha256").hex()[:MARK]


_vault: Vault | None = None


def use(vault: Vault) -> None:
    """Keep secrets in this vault from now on."""
    global _vault
    _vault = vault


def current() -> Vault:
    """The vault in use."""
    if _vault is None:
        raise RuntimeError("no vault: make the application first")
    return _vault


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
