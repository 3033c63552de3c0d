"""Notes and checkpoints against the C2SP example, our own vectors, and every form that must be refused."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.tlog.note import (
    LOG_KEY,
    WITNESS_KEY,
    BadSignature,
    Checkpoint,
    Malformed,
    Note,
    SigningKey,
    Unsigned,
    VerifierKey,
    decode,
    opened,
)

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
ORIGIN = "audit.example/inspection-log"
ROOT = "kM/ZGYxvBo+k4kISFTb+Z4u2AjSyxvc9rN8OHotCL10="
TEXT = f"{ORIGIN}\n3\n{ROOT}\n"
LOG_LINE = f"— {ORIGIN} eBXCLQ4jw++aNPQL+wjsFoJoA9DRWiDEWkhzpkAeE3kKX/cC2cJqSctYnfLCsUW10O3C3rYgYlyCYHmsXZSO7ztMUQw="
WITNESS_LINE = (
    "— witness.example/auditor xEjXPAAAAABpVbkAd7k6F2KI6KcvqBISy8PU8j3bwEhpQOhuI7j/HBNQbjc0qSoR+jFHcNDpTiqueutB+ueX/"
    "DiG27I1kTWdK/XBBw=="
)
NOTE = f"{TEXT}\n{LOG_LINE}\n{WITNESS_LINE}\n".encode()
COSIGNED_AT = 1767225600
LOG_VKEY = f"{ORIGIN}+7815c22d+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS_VKEY = "witness.example/auditor+c448d73c+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14"

LOG_SIGNER = SigningKey(ORIGIN, LOG_KEY, bytes(range(0x20)))
WITNESS_SIGNER = SigningKey("witness.example/auditor", WITNESS_KEY, bytes(range(0x64, 0x84)))
LOG, WITNESS = VerifierKey.parse(LOG_VKEY), VerifierKey.parse(WITNESS_VKEY)
CHECKPOINT = Checkpoint(ORIGIN, 3, base64.b64decode(ROOT))


def test_the_example_of_c2sp_verifies() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    note = Note.parse(EXAMPLE.encode())
    assert note.text == "This is an example message.\n"
    assert [(found.key, found.time) for found in note.verified([key])] == [(key, None)]
    assert str(key) == EXAMPLE_KEY
    assert bytes(note) == EXAMPLE.encode()


def test_our_own_checkpoint_is_made_to_the_byte() -> None:
    assert (str(LOG_SIGNER.verifier), str(WITNESS_SIGNER.verifier)) == (LOG_VKEY, WITNESS_VKEY)
    assert str(CHECKPOINT) == TEXT
    assert bytes(CHECKPOINT.signed(LOG_SIGNER, WITNESS_SIGNER, time=COSIGNED_AT)) == NOTE


def test_our_own_checkpoint_verifies_with_both_keys() -> None:
    note = Note.parse(NOTE)
    assert [(found.key, found.time) for found in note.verified([WITNESS, LOG])] == [(LOG, None), (WITNESS, COSIGNED_AT)]
    assert Checkpoint.parse(note.text) == CHECKPOINT
    assert opened(NOTE, ORIGIN, [LOG]) == CHECKPOINT


def test_lines_of_unknown_keys_are_ignored() -> None:
    same_name = SigningKey(ORIGIN, LOG_KEY, bytes(32))
    note = CHECKPOINT.signed(same_name, LOG_SIGNER, WITNESS_SIGNER)
    assert [found.key for found in note.verified([LOG])] == [LOG]
    other_name = replace(LOG, name="elsewhere.example/log")
    with pytest.raises(Unsigned):
        note.verified([other_name])
    with pytest.raises(Unsigned):
        note.verified([])


@pytest.mark.parametrize("place", [0, 1])
def test_a_wrong_line_of_a_known_key_refuses_the_whole_note(place: int) -> None:
    note = CHECKPOINT.signed(LOG_SIGNER, WITNESS_SIGNER, time=COSIGNED_AT)
    wrong = note.signatures[place]
    wrong = replace(wrong, payload=wrong.payload[:-1] + bytes([wrong.payload[-1] ^ 1]))
    signatures = list(note.signatures)
    for spoiled in (wrong, replace(wrong, payload=wrong.payload[:-1]), replace(wrong, payload=b"\x00")):
        signatures[place] = spoiled
        with pytest.raises(BadSignature, match="is wrong"):
            replace(note, signatures=tuple(signatures)).verified([LOG, WITNESS])
    doubled = replace(note, signatures=(*note.signatures, wrong))
    with pytest.raises(BadSignature):
        doubled.verified([LOG, WITNESS])


def test_a_signature_is_good_for_its_text_and_time_alone() -> None:
    note = CHECKPOINT.signed(LOG_SIGNER, WITNESS_SIGNER, time=COSIGNED_AT)
    larger = str(replace(CHECKPOINT, size=4))
    for key in (LOG, WITNESS):
        with pytest.raises(BadSignature):
            replace(note, text=larger).verified([key])
    log_line, cosigned = note.signatures
    later = replace(cosigned, payload=(COSIGNED_AT + 1).to_bytes(8, "big") + cosigned.payload[8:])
    with pytest.raises(BadSignature):
        replace(note, signatures=(log_line, later)).verified([WITNESS])
    beyond = WITNESS_SIGNER.sign(TEXT, time=1 << 63)
    with pytest.raises(BadSignature):
        replace(note, signatures=(beyond,)).verified([WITNESS])


def test_the_same_secret_signs_apart_as_log_and_as_witness() -> None:
    as_witness = replace(LOG_SIGNER, kind=WITNESS_KEY)
    signature = LOG_SIGNER.sign(TEXT)
    disguised = replace(signature, key_id=as_witness.verifier.id)
    with pytest.raises(BadSignature):
        Note(TEXT, (disguised,)).verified([as_witness.verifier])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT.encode(),
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace("— audit".encode(), b"- audit"),
        NOTE.replace("— audit".encode(), "—  audit".encode()),
        NOTE.replace("— audit".encode(), "—\u00a0audit".encode()),
        NOTE.replace("— audit".encode(), "— au+dit".encode()),
        NOTE.replace(b"w= \n", b"w=\n").replace(b"Qw=\n", b"Qx=\n"),
        NOTE.replace(b"Qw=\n", b"Qw\n"),
        NOTE.replace(b"Qw=\n", b"Qw==\n"),
        NOTE.replace(b"Qw=\n", b"Qw= \n"),
        NOTE.replace(b"eBXC", b"eB_C"),
        NOTE + b"\xe2\x80\x94 x.example AAAAAA==\n",
        NOTE + b"\xe2\x80\x94 x.example\n",
        NOTE.replace(b"3\n", b"3\t\n"),
        NOTE.replace(b"audit.example", b"audit\xff.example"),
        b"a" * (1 << 20) + NOTE,
    ],
)
def test_a_note_out_of_form_is_refused(data: bytes) -> None:
    assert data != NOTE
    with pytest.raises(Malformed):
        Note.parse(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n3\n",
        f"{ORIGIN}\n3\n{ROOT}",
        f"{TEXT}an extension\n",
        f"{ORIGIN}\n03\n{ROOT}\n",
        f"{ORIGIN}\n+3\n{ROOT}\n",
        f"{ORIGIN}\n-3\n{ROOT}\n",
        f"{ORIGIN}\n３\n{ROOT}\n",
        f"{ORIGIN}\n3 \n{ROOT}\n",
        f"{ORIGIN}\n\n{ROOT}\n",
        f"{ORIGIN}\n{10**30}\n{ROOT}\n",
        f"\n3\n{ROOT}\n",
        f"audit example\n3\n{ROOT}\n",
        f"audit+example\n3\n{ROOT}\n",
        f"{ORIGIN}\n3\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n3\n{ROOT[:-2]}1=\n",
        f"{ORIGIN}\n3\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n3\n{ROOT.replace('+', '-').replace('/', '_')}\n",
        f"{ORIGIN}\n3\n\n",
    ],
)
def test_a_checkpoint_out_of_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_log_is_refused_by_name() -> None:
    with pytest.raises(Malformed, match=r"a checkpoint of audit\.example/inspection-log, not of other\.example/log"):
        opened(NOTE, "other.example/log", [LOG])
    with pytest.raises(Unsigned):
        opened(NOTE, ORIGIN, [replace(LOG, public=bytes(32))])


@pytest.mark.parametrize(
    "text",
    [
        "",
        ORIGIN,
        f"{ORIGIN}+7815c22d",
        LOG_VKEY.replace("7815c22d", "7815c22e"),
        LOG_VKEY.replace("7815c22d", "7815C22D"),
        LOG_VKEY.replace("+AQ", "+Ag"),
        LOG_VKEY.replace("+AQ", "+/w"),
        LOG_VKEY + "=",
        LOG_VKEY + "\n",
        LOG_VKEY[:-4],
        f" {LOG_VKEY}",
        "+7815c22d+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
    ],
)
def test_a_key_out_of_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


@given(st.binary(max_size=40))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert decode(text) == data
    for odd in (f"{text}=", f"{text} ", f"\n{text}", text.rstrip("=") if "=" in text else f"{text}A"):
        with pytest.raises(Malformed):
            decode(odd)


@given(st.binary(max_size=300))
def test_whatever_is_read_as_a_note_is_written_back_the_same(tail: bytes) -> None:
    try:
        note = Note.parse(NOTE + tail)
    except Malformed:
        return
    assert bytes(note) == NOTE + tail
