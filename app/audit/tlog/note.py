"""Signed notes and checkpoints in the text forms of C2SP: signed-note, tlog-checkpoint, tlog-cosignature.

A note is text with signature lines below. A checkpoint is a note whose text names a log, its size and its root.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit.tlog.tree import WIDTH

NAME = re.compile(r"[^\s+]+")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
SIGNATURE_LINE = re.compile(r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
ID_WIDTH = 4
TIME_WIDTH = 8
LONGEST = 1 << 20
"""Bytes of the longest note that is read."""

LOG_KEY = 0x01
"""The type of a key that signs a note's text: Ed25519."""
WITNESS_KEY = 0x04
"""The type of a witness's key: Ed25519 over `cosignature/v1`, a time, and the note's text."""


class NoteError(ValueError):
    """The note can't be trusted; the message says why."""


class Malformed(NoteError):
    """A note, checkpoint or key is not in its exact form."""


class BadSignature(NoteError):
    """A known key's signature does not hold: the whole note is refused."""


class Unsigned(NoteError):
    """No key that is known has signed."""


class Scheme(Protocol):
    """How a type of key signs. Another one, such as SM2 with SM3 (type 0xff), is one more entry in `SCHEMES`."""

    def sign(self, seed: bytes, text: bytes, time: int) -> bytes:
        """The payload of a signature line; `time` in seconds since 1970, where the type carries one."""

    def public(self, seed: bytes) -> bytes:
        """The public key that belongs to a private one."""

    def verify(self, public: bytes, text: bytes, payload: bytes) -> int | None:
        """The time the payload carries, if its type does. Raises InvalidSignature or ValueError."""


class Ed25519:
    """Type 0x01: the signature over the note's text."""

    def sign(self, seed: bytes, text: bytes, time: int) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(seed).sign(text)

    def public(self, seed: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    def verify(self, public: bytes, text: bytes, payload: bytes) -> int | None:
        Ed25519PublicKey.from_public_bytes(public).verify(payload, text)
        return None


class Cosignature(Ed25519):
    """Type 0x04: eight bytes of time, then the signature over the time and the note's text."""

    def sign(self, seed: bytes, text: bytes, time: int) -> bytes:
        return time.to_bytes(TIME_WIDTH, "big") + super().sign(seed, self._message(time, text), time)

    def verify(self, public: bytes, text: bytes, payload: bytes) -> int | None:
        time = int.from_bytes(payload[:TIME_WIDTH], "big")
        if time >= 1 << 63:
            raise ValueError("a time beyond 2^63-1")
        super().verify(public, self._message(time, text), payload[TIME_WIDTH:])
        return time

    def _message(self, time: int, text: bytes) -> bytes:
        return b"cosignature/v1\ntime %d\n" % time + text


SCHEMES: dict[int, Scheme] = {LOG_KEY: Ed25519(), WITNESS_KEY: Cosignature()}


@dataclass(frozen=True)
class VerifierKey:
    """A key to verify with: the name of who signs, the type, the public key."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name+hexid+base64(type || public key)`. Raises Malformed, also for an id that is not the key's."""
        name, _plus, rest = text.partition("+")
        hex_id, _plus, material = rest.partition("+")
        data = decode(material)
        key = cls(require_name(name), data[0] if data else 0, data[1:])
        if key.kind not in SCHEMES:
            raise Malformed(f"the key of {name} has the unknown type 0x{key.kind:02x}")
        if len(key.public) != WIDTH:
            raise Malformed(f"the key of {name} has {len(key.public)} bytes, not {WIDTH}")
        if key.id.hex() != hex_id:
            raise Malformed(f"the key of {name} has the id {key.id.hex()}, not {hex_id}")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.public)}"

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:ID_WIDTH]


@dataclass(frozen=True)
class SigningKey:
    """A key to sign with: the name of who signs, the type, and 32 secret bytes."""

    name: str
    kind: int
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(require_name(self.name), self.kind, SCHEMES[self.kind].public(self.seed))

    def sign(self, text: str, *, time: int = 0) -> "Signature":
        """The signature line under a note's text; `time` (seconds since 1970) matters to a witness's key alone."""
        payload = SCHEMES[self.kind].sign(self.seed, text.encode(), time)
        return Signature(self.name, self.verifier.id, payload)


@dataclass(frozen=True)
class Signature:
    """A signature line: who claims to have signed, by which key, and the payload."""

    name: str
    key_id: bytes
    payload: bytes

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read `— name base64(key id || payload)`. Raises Malformed."""
        match = SIGNATURE_LINE.fullmatch(line)
        if match is None:
            raise Malformed(f"not a signature line: {line[:80]!r}")
        data = decode(match["signature"])
        if len(data) <= ID_WIDTH:
            raise Malformed(f"the signature of {match['name']} is too short")
        return cls(require_name(match["name"]), data[:ID_WIDTH], data[ID_WIDTH:])

    def __str__(self) -> str:
        return f"— {self.name} {encode(self.key_id + self.payload)}"


@dataclass(frozen=True)
class Verified:
    """A signature that holds: by which key, and at what time (seconds since 1970) where a witness says so."""

    key: VerifierKey
    time: int | None


@dataclass(frozen=True)
class Note:
    """Text ending in a newline, and its signatures in their order."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a signed note. Raises Malformed; no signature is verified yet."""
        if len(data) > LONGEST:
            raise Malformed("the note is too long")
        try:
            whole = data.decode()
        except UnicodeDecodeError as error:
            raise Malformed("the note is not UTF-8") from error
        if CONTROL.search(whole):
            raise Malformed("the note holds a control character")
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise Malformed("the note does not end in a blank line and signature lines")
        return cls(f"{text}\n", tuple(map(Signature.parse, lines[:-1].split("\n"))))

    def __bytes__(self) -> bytes:
        return "\n".join((self.text, *map(str, self.signatures), "")).encode()

    def verified(self, keys: Iterable[VerifierKey]) -> list[Verified]:
        """The signatures of those keys, in the order of the note, each key once; other lines are ignored.

        Raises BadSignature where a line of one of the keys does not hold, Unsigned where none has signed.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, Verified] = {}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                verified = Verified(key, self._time(signature, key))
                found.setdefault(key, verified)
        if not found:
            raise Unsigned("the note is not signed by a known key")
        return list(found.values())

    def _time(self, signature: Signature, key: VerifierKey) -> int | None:
        try:
            return SCHEMES[key.kind].verify(key.public, self.text.encode(), signature.payload)
        except (InvalidSignature, ValueError) as error:
            raise BadSignature(f"the signature of {key.name} ({key.id.hex()}) is wrong") from error


@dataclass(frozen=True)
class Checkpoint:
    """What a log promises: that its first `size` leaves have this root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a note's text: exactly three lines. Raises Malformed, also for extension lines."""
        lines = text.split("\n")
        if len(lines) != len(("origin", "size", "root", "")) or lines[-1]:
            raise Malformed("a checkpoint has three lines: origin, size, root")
        origin, size, root, _end = lines
        if not NUMBER.fullmatch(size):
            raise Malformed(f"not a size: {size[:40]!r}")
        checkpoint = cls(require_name(origin), int(size), decode(root))
        if len(checkpoint.root) != WIDTH:
            raise Malformed(f"a root has {WIDTH} bytes, not {len(checkpoint.root)}")
        return checkpoint

    @classmethod
    def noted(cls, data: bytes) -> Self:
        """What a note says, whoever signed it. Raises Malformed."""
        return cls.parse(Note.parse(data).text)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"

    def signed(self, *keys: SigningKey, time: int = 0) -> Note:
        """The checkpoint as a note signed by these keys."""
        text = str(self)
        return Note(text, tuple(key.sign(text, time=time) for key in keys))


def opened(data: bytes, origin: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint of this origin in a note that one of the log's own `keys` has signed.

    Raises Malformed for another origin too, BadSignature and Unsigned.
    """
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise Malformed(f"a checkpoint of {checkpoint.origin}, not of {origin}")
    note.verified(keys)
    return checkpoint


def encode(data: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """The bytes of canonical standard base64. Raises Malformed for any other spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"not base64: {text[:80]!r}") from error
    if encode(data) != text:
        raise Malformed(f"base64 not in its canonical form: {text[:80]!r}")
    return data


def require_name(name: str) -> str:
    """The name of a key or log as it is. Raises Malformed where it is empty or holds a space or a plus."""
    if not NAME.fullmatch(name):
        raise Malformed(f"not a name: {name[:80]!r}")
    return name
