"""The log's own keys: made on first use, replaced by rotation, their secret forgotten once retired."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from app.audit.sealing import vault
from app.audit.sealing.vault import SignerFault
from app.audit.tlog.note import LOG_KEY, SCHEMES, SigningKey, VerifierKey
from app.core import clock

SEED_WIDTH = 32
OVERLAP = timedelta(days=1)
"""How long the old key signs beside the new one."""


@dataclass(frozen=True)
class OwnKey:
    """A key of the log, in hex, and the wall-clock moments from which to before which it signs; `seed` is its secret,
    None once it is retired."""

    public: str
    seed: str | None
    since: datetime
    until: datetime | None = None

    @classmethod
    def made(cls, now: datetime) -> Self:
        """A fresh key that signs from now on."""
        seed = secrets.token_bytes(SEED_WIDTH)
        return cls(SCHEMES[LOG_KEY].public(seed).hex(), seed.hex(), now)

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> Self:
        """The key as `stored` gave it. Raises ValueError, KeyError or TypeError for anything else."""
        since, until = stored["since"], stored["until"]
        key = cls(
            stored["public"],
            stored["seed"],
            datetime.fromisoformat(since),
            until and datetime.fromisoformat(until),
        )
        if key.seed is not None and SCHEMES[LOG_KEY].public(bytes.fromhex(key.seed)).hex() != key.public:
            raise ValueError("a secret and its public key do not belong together")
        return key

    def stored(self) -> dict[str, Any]:
        """The key in JSON types."""
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until and self.until.isoformat()}

    def is_retired(self, now: datetime) -> bool:
        """Whether the key no longer signs."""
        return self.until is not None and self.until <= now

    def verifier(self, origin: str) -> VerifierKey:
        """The key as those who verify notes of this origin need it."""
        return VerifierKey(origin, LOG_KEY, bytes.fromhex(self.public))


class Keyring:
    """All keys the log ever had, in a file that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keys.json"

    def keys(self) -> list[OwnKey]:
        """Every key, the oldest first; none before the first use. Raises SignerFault for a damaged or open file."""
        try:
            return [OwnKey.restored(stored) for stored in vault.read(self.path) or ()]
        except (ValueError, KeyError, TypeError) as error:
            raise SignerFault(f"{self.path} holds no keys: {error}. Restore it from its own backup.") from error

    def signing(self, origin: str) -> list[SigningKey]:
        """The keys that sign now, the newest first; retires those whose time is over."""
        now, keys = clock.wall(), self.keys()
        if any(key.seed for key in keys if key.is_retired(now)):
            keys = [replace(key, seed=None) if key.is_retired(now) else key for key in keys]
            self._write(keys)
        return [SigningKey(origin, LOG_KEY, bytes.fromhex(key.seed)) for key in reversed(keys) if key.seed]

    def add(self) -> OwnKey:
        """Make a key that signs from now on; those before it sign beside it for a day (`OVERLAP`)."""
        now = clock.wall()
        older = [replace(key, until=key.until or now + OVERLAP) for key in self.keys()]
        key = OwnKey.made(now)
        self._write([*older, key])
        return key

    def _write(self, keys: Sequence[OwnKey]) -> None:
        vault.write(self.path, [key.stored() for key in keys])
