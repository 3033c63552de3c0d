"""What whoever verifies a log brings along, and how far a checkpoint can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.tlog.note import LOG_KEY, WITNESS_KEY, BadSignature, Checkpoint, Malformed, Note, Unsigned, VerifierKey
from app.audit.verifying.chain import Broken, Fault, Pledge


@dataclass(frozen=True)
class Trust:
    """Keys of the log and of witnesses, and notes kept outside with the names of their files.

    With keys of the log given, no other is believed to sign its newest checkpoint.
    """

    keys: Sequence[VerifierKey] = ()
    witnesses: Sequence[VerifierKey] = ()
    notes: Sequence[tuple[str, bytes]] = ()

    @classmethod
    def brought(cls, keys: Sequence[str], witnesses: Sequence[str], notes: Sequence[tuple[str, bytes]]) -> "Trust":
        """The same from the text of keys. Raises Broken for one that is not in its form, or of another kind."""
        return cls(
            [parsed_key(text, text, LOG_KEY) for text in keys],
            [parsed_key(text, text, WITNESS_KEY) for text in witnesses],
            notes,
        )

    def pledge(
        self,
        note: bytes,
        source: str,
        own: Sequence[VerifierKey],
        *,
        others: Sequence[VerifierKey] = (),
        outside: bool = False,
    ) -> Pledge:
        """What a note promises, signed by one of the log's `own` keys; it comes from outside if it was brought from
        there, or if a given witness has cosigned it. `others` are keys whose signatures must hold where they stand.

        Raises Broken.
        """
        checkpoint, parsed = _read(note, source)
        if checkpoint.origin not in {key.name for key in own}:
            raise Broken(Fault.ORIGIN, detail=f"{source}: {checkpoint.origin}")
        try:
            verified = {found.key for found in parsed.verified([*own, *others, *self.witnesses])}
        except BadSignature as error:
            raise Broken(Fault.BAD_SIGNATURE, detail=f"{source}: {error}") from error
        except Unsigned as error:
            raise Broken(Fault.WRONG_KEY, detail=f"{source}: {error}") from error
        if not any(key in verified and key.name == checkpoint.origin for key in own):
            raise Broken(Fault.WRONG_KEY, detail=source)
        return Pledge(checkpoint, source, outside or not verified.isdisjoint(self.witnesses))

    def require_witness(self, pledges: Sequence[Pledge]) -> None:
        """Raise Broken where witnesses were given and none has cosigned one of these."""
        if self.witnesses and not any(pledge.outside for pledge in pledges):
            raise Broken(Fault.NO_WITNESS, detail=", ".join(key.name for key in self.witnesses))


def parsed_key(text: str, source: str, kind: int | None = None) -> VerifierKey:
    """A key from its text; raises Broken."""
    try:
        key = VerifierKey.parse(text)
    except Malformed as error:
        raise Broken(Fault.KEY_FORM, detail=f"{source}: {error}") from error
    if kind not in (None, key.kind):
        raise Broken(Fault.KEY_FORM, detail=f"{source}: type 0x{key.kind:02x}, not 0x{kind:02x}")
    return key


def checkpoint_of(note: bytes, source: str) -> Checkpoint:
    """What a note says, whoever signed it; raises Broken."""
    return _read(note, source)[0]


def _read(note: bytes, source: str) -> tuple[Checkpoint, Note]:
    try:
        parsed = Note.parse(note)
        return Checkpoint.parse(parsed.text), parsed
    except Malformed as error:
        raise Broken(Fault.NOTE_FORM, detail=f"{source}: {error}") from error
