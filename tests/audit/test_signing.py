"""The signer on its own: what it makes, keeps, refuses, and how a damaged folder is told."""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.audit.sealing.signing import Contradiction, Find, Found, Inconsistent, Signer
from app.audit.sealing.vault import SignerFault
from app.audit.tlog.note import Checkpoint, Note, opened
from app.core import clock
from tests.audit.test_proofs import Grown, leaves_of

ORIGIN = "log.example/audit/1"


def finding(leaves: Sequence[bytes], *, origin: str = ORIGIN, log: int = 1, sealed: bool = True) -> Find:
    """A database whose newest log has these leaves."""
    tree = Grown(leaves)
    return lambda: Found(log, Checkpoint(origin, len(leaves), tree.root(len(leaves))), tree.read, sealed)


def first(leaves: Sequence[bytes]) -> Find:
    """A database without any checkpoint yet."""
    return finding(leaves, sealed=False)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path / "signer")


def contradiction(signer: Signer, find: Find) -> Inconsistent:
    """The refusal to sign; what is on the disk stays as it was."""
    before = {path.name: path.read_bytes() for path in signer.folder.iterdir()}
    with pytest.raises(Inconsistent) as refusal:
        signer.sign(find)
    assert {path.name: path.read_bytes() for path in signer.folder.iterdir()} == before | {"lock": b""}
    return refusal.value


def keys(signer: Signer) -> list[Any]:
    return [own.key for own in signer.verifiers(ORIGIN)]


def test_the_first_checkpoint_makes_key_and_memory_for_the_owner_alone(signer: Signer) -> None:
    _found, note = signer.sign(first(leaves_of(5)))
    checkpoint = opened(note, ORIGIN, keys(signer))
    assert (checkpoint.size, checkpoint.root) == (5, Grown(leaves_of(5)).root(5))
    assert signer.promises()[1].note == note
    for name in ("keys.json", "state.json"):
        assert (signer.folder / name).stat().st_mode & 0o777 == 0o600
    assert signer.folder.stat().st_mode & 0o777 == 0o700


def test_a_grown_log_is_signed_and_one_that_did_not_grow_gets_the_same_note(signer: Signer) -> None:
    _found, five = signer.sign(first(leaves_of(5)))
    assert signer.sign(finding(leaves_of(5)))[1] == five
    _found, nine = Signer(signer.folder).sign(finding(leaves_of(9)))
    assert opened(nine, ORIGIN, keys(signer)).size == 9
    assert signer.promises()[1].note == nine


def test_an_empty_log_is_not_signed(signer: Signer) -> None:
    with pytest.raises(ValueError, match="an empty log"):
        signer.sign(first([]))


@pytest.mark.parametrize(
    ("find", "expected"),
    [
        (finding(leaves_of(4)), Contradiction.SMALLER),
        (finding([]), Contradiction.SMALLER),
        (finding([*leaves_of(4), b"other"]), Contradiction.OTHER_ROOT),
        (finding([b"other", *leaves_of(8)]), Contradiction.UNPROVEN),
        (finding([*leaves_of(4), b"other", *leaves_of(9)]), Contradiction.UNPROVEN),
        (finding(leaves_of(9), origin="else.example/audit/1"), Contradiction.OTHER_ORIGIN),
        (finding(leaves_of(9), log=2), Contradiction.UNKNOWN_LOG),
    ],
)
def test_what_contradicts_the_last_checkpoint_is_not_signed(
    signer: Signer, find: Find, expected: Contradiction
) -> None:
    signer.sign(first(leaves_of(5)))
    refusal = contradiction(signer, find)
    found, signed = find().checkpoint, Grown(leaves_of(5)).root(5)
    assert refusal.contradiction is expected
    assert f"Signed: {ORIGIN}, size 5, root {signed.hex()}." in str(refusal)
    assert f"In the database: {found.origin}, size {found.size}, root {found.root.hex()}." in str(refusal)


def test_a_node_that_the_database_lost_is_no_proof(signer: Signer) -> None:
    signer.sign(first(leaves_of(5)))
    found = finding(leaves_of(9))()

    def lost(positions: frozenset[tuple[int, int]]) -> Any:
        raise LookupError

    assert contradiction(signer, lambda: replace(found, read=lost)).contradiction is Contradiction.UNPROVEN


def test_a_database_with_checkpoints_and_a_signer_without_memory_do_not_fit(signer: Signer) -> None:
    signer.prepare()
    refusal = contradiction(signer, finding(leaves_of(3)))
    assert refusal.contradiction is Contradiction.LOST_STATE
    assert "Signed: nothing." in str(refusal)


def test_the_database_is_looked_at_after_the_memory_was_read(signer: Signer) -> None:
    """Another process may sign in between: what was found before would then seem to be cut off."""
    signer.sign(first(leaves_of(5)))

    def find() -> Found:
        assert signer.promises()[1].checkpoint == finding(leaves_of(5))().checkpoint
        (signer.folder / "state.json").unlink()
        return finding(leaves_of(9))()

    assert signer.hold(find).checkpoint.size == 9


def test_nobody_signs_between_memory_and_database(signer: Signer) -> None:
    """A first checkpoint by another process in between would look like a memory that was lost."""

    def find() -> Found:
        with (signer.folder / "lock").open("w") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return finding(leaves_of(5), sealed=False)()

    assert signer.hold(find).checkpoint.size == 5
    assert signer.sign(find)[0].checkpoint.size == 5


def test_a_new_log_is_signed_only_once_it_was_opened_on_the_host(signer: Signer) -> None:
    signer.sign(first(leaves_of(5)))
    later = finding([b"opened"], origin="log.example/audit/2", log=2)
    assert contradiction(signer, later).contradiction is Contradiction.UNKNOWN_LOG
    signer.open(2, "log.example/audit/2")
    assert signer.hold(finding(leaves_of(5))).log == 1
    found, note = signer.sign(later)
    assert (found.log, Checkpoint.noted(note).origin) == (2, "log.example/audit/2")
    assert signer.promises()[1].checkpoint == finding(leaves_of(5))().checkpoint
    assert contradiction(signer, finding(leaves_of(9))).contradiction is Contradiction.UNKNOWN_LOG
    for log in (1, 2):
        with pytest.raises(Inconsistent):
            signer.open(log, "log.example/audit/again")


def test_a_log_opened_where_the_memory_was_lost_is_signed_by_a_first_key(signer: Signer) -> None:
    signer.open(2, ORIGIN)
    _found, note = signer.sign(finding(leaves_of(1), log=2))
    assert opened(note, ORIGIN, keys(signer)).size == 1


def test_both_keys_sign_for_a_day_then_the_new_one_alone(signer: Signer, frozen: Any) -> None:
    old_note = signer.sign(first(leaves_of(1)))[1]
    (old,) = keys(signer)
    signer.rotate()
    new, same = keys(signer)
    assert same == old != new
    assert [own.until for own in signer.verifiers(ORIGIN)] == [None, clock.wall() + timedelta(days=1)]
    frozen.shift(timedelta(hours=23, minutes=59))
    both = Note.parse(signer.sign(finding(leaves_of(2)))[1])
    assert [found.key for found in both.verified([old, new])] == [new, old]
    frozen.shift(timedelta(minutes=1))
    alone = Note.parse(signer.sign(finding(leaves_of(3)))[1])
    assert [found.key for found in alone.verified([old, new])] == [new]
    assert [key["seed"] is None for key in json.loads((signer.folder / "keys.json").read_text())] == [True, False]
    assert opened(old_note, ORIGIN, keys(signer)).size == 1
    assert signer.sign(finding(leaves_of(4)))[0].checkpoint.size == 4


@pytest.mark.parametrize("name", ["keys.json", "state.json", "."])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020])
def test_what_others_can_read_is_refused_with_the_way_out(signer: Signer, name: str, mode: int) -> None:
    signer.sign(first(leaves_of(1)))
    path = signer.folder / name
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(SignerFault, match=r"is open to others .* chmod go= "):
        Signer(signer.folder).sign(finding(leaves_of(2)))


def test_a_first_log_is_refused_too_while_the_key_can_be_read_by_others(signer: Signer) -> None:
    signer.prepare()
    (signer.folder / "keys.json").chmod(0o640)
    with pytest.raises(SignerFault, match=r"keys\.json is open to others"):
        signer.sign(first(leaves_of(1)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("state.json", b""),
        ("state.json", b'{"1": {"origin"'),
        ("state.json", b'["1"]'),
        ("state.json", b'{"1": {"origin": "log.example/audit/1"}}'),
        ("state.json", b'{"1": {"origin": "log.example/audit/1", "note": "none"}}'),
        ("keys.json", b"\xff"),
        ("keys.json", b"[{}]"),
        ("keys.json", b"[]"),
        ("keys.json", b'[{"public": "00", "seed": "11", "since": "2022", "until": null}]'),
    ],
)
def test_a_damaged_file_is_named_and_nothing_is_overwritten(signer: Signer, name: str, content: bytes) -> None:
    signer.sign(first(leaves_of(1)))
    path = signer.folder / name
    path.write_bytes(content)
    kept = {path.name: path.read_bytes() for path in signer.folder.iterdir()}
    with pytest.raises(SignerFault, match=r"(state|keys)\.json"):
        signer.sign(finding(leaves_of(2)))
    assert {path.name: path.read_bytes() for path in signer.folder.iterdir()} == kept


def test_a_lost_key_is_not_quietly_replaced(signer: Signer) -> None:
    signer.sign(first(leaves_of(1)))
    (signer.folder / "keys.json").unlink()
    with pytest.raises(SignerFault, match="not signed by a known key"):
        signer.sign(finding(leaves_of(2)))
    assert not (signer.folder / "keys.json").exists()


def test_a_memory_that_was_not_signed_by_the_keys_at_hand_is_refused(signer: Signer, tmp_path: Path) -> None:
    signer.sign(first(leaves_of(1)))
    other = Signer(tmp_path / "other")
    other.sign(first(leaves_of(7)))
    (signer.folder / "state.json").write_bytes((other.folder / "state.json").read_bytes())
    with pytest.raises(SignerFault, match=r"holds no signed state: the note is not signed by a known key"):
        signer.sign(finding(leaves_of(9)))


def test_a_secret_that_is_not_the_keys_is_refused(signer: Signer) -> None:
    signer.prepare()
    path = signer.folder / "keys.json"
    (key,) = json.loads(path.read_text())
    path.write_text(json.dumps([key | {"seed": "11" * 32}]))
    with pytest.raises(SignerFault, match="do not belong together"):
        signer.sign(first(leaves_of(1)))


def test_a_note_is_on_the_disk_before_it_is_given_out(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    real = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (synced.append(Path(f"/proc/self/fd/{handle}").readlink()), real(handle))
    )
    signer.sign(first(leaves_of(1)))
    part, folder = synced[-3], synced[-1]
    assert (part.name, folder) == ("state.json.part", signer.folder)


def test_a_crash_while_writing_leaves_the_last_memory(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    _found, five = signer.sign(first(leaves_of(5)))

    def crash(*_args: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr(os, "fsync", crash)
        signer.sign(finding(leaves_of(9)))
    assert signer.promises()[1].note == five
    assert signer.sign(finding(leaves_of(9)))[0].checkpoint.size == 9
