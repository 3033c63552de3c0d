"""The witness's script: what it cosigns, and what no log can make it cosign."""

import base64
import importlib.util
import json
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.audit.tlog import note
from app.audit.tlog.note import Checkpoint, SigningKey, VerifierKey
from app.audit.tlog.proofs import Position, consistency, root
from app.audit.tlog.tree import leaf_hash, node_hash
from tests.architecture.source import ROOT

SCRIPT = ROOT / "scripts" / "witness.py"
ORIGIN = "lianjian.example/audit/1"
LOG = SigningKey(ORIGIN, note.LOG_KEY, bytes(range(32)))
NEW = SigningKey(ORIGIN, note.LOG_KEY, bytes(range(1, 33)))
OTHER = SigningKey("other.example/audit/1", note.LOG_KEY, bytes(range(32)))
NAME = "witness.example/auditor"


class Log:
    """A log in memory: its leaves are numbers, `changed` ones are others."""

    def __init__(self, changed: frozenset[int] = frozenset(), key: SigningKey = LOG) -> None:
        self.changed, self.key = changed, key

    def _hash(self, level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(b"changed" if index in self.changed else b"%d" % index)
        return node_hash(self._hash(level - 1, 2 * index), self._hash(level - 1, 2 * index + 1))

    def read(self, positions: frozenset[Position]) -> Mapping[Position, bytes]:
        return {position: self._hash(*position) for position in positions}

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.key.name, size, root(size, self.read))

    def request(self, old: int, new: int, *keys: SigningKey) -> str:
        proof = consistency(old, new, self.read) if old else []
        signed = bytes(self.checkpoint(new).signed(*(keys or (self.key,)))).decode()
        return "\n".join([f"old {old}", *map(note.encode, proof), "", signed])


@pytest.fixture(scope="module")
def script() -> Any:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("witness", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Post:
    """A witness's command line."""

    def __init__(
        self, script: Any, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.script, self.folder, self.capsys, self.patch = script, folder, capsys, patch
        self.request = folder.with_suffix(".request")

    def run(self, *args: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command."""
        self.patch.setattr(sys, "argv", ["witness.py", "--folder", str(self.folder), *args])
        return self.script.main(), *self.capsys.readouterr()

    def cosign(self, request: str) -> str:
        self.request.write_text(request)
        code, answer, trouble = self.run("cosign", str(self.request))
        assert code == 0, trouble
        return answer

    def refuses(self, request: str) -> str:
        self.request.write_text(request)
        code, answer, trouble = self.run("cosign", str(self.request))
        assert (code, answer) == (1, "")
        return trouble


@pytest.fixture
def post(script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post(script, tmp_path / "witness", capsys, monkeypatch)
    assert post.run("init", NAME)[0] == 0
    assert post.run("trust", str(LOG.verifier))[0] == 0
    return post


def key_of(post: Post) -> VerifierKey:
    kept = json.loads((post.folder / "key.json").read_text())
    return SigningKey(NAME, note.WITNESS_KEY, base64.b64decode(kept["seed"])).verifier


def test_a_witness_cosigns_each_step_of_a_growing_log(post):
    log, key, seen = Log(), key_of(post), 0
    for size in (1, 2, 3, 7, 8, 8, 13, 64, 100):
        line = post.cosign(log.request(seen, size))
        signed = note.Note.parse(bytes(log.checkpoint(size).signed(LOG)) + line.encode())
        [log_signature, cosignature] = signed.verified([LOG.verifier, key])
        assert log_signature.time is None
        assert cosignature.time is not None
        seen = size
    assert "size 100" in post.run("show")[1]


def test_only_its_owner_can_read_the_key(post):
    assert stat.S_IMODE((post.folder / "key.json").stat().st_mode) == 0o600
    (post.folder / "key.json").chmod(0o640)
    assert "chmod 600" in post.refuses(Log().request(0, 3))


@pytest.mark.parametrize("size", [5, 6, 9, 16])
def test_a_changed_history_is_not_cosigned(post, size):
    post.cosign(Log().request(0, 5))
    for changed in range(5):
        rewritten = Log(frozenset({changed}))
        assert "do not trust it" in post.refuses(rewritten.request(5, size))
    assert "size 5" in post.run("show")[1]


def test_a_log_that_has_shrunk_or_forgotten_is_not_cosigned(post):
    post.cosign(Log().request(0, 5))
    assert "I saw size 5 last: flask audit witness-request --old 5" in post.refuses(Log().request(0, 9))
    assert "--old 5" in post.refuses(Log().request(3, 9))
    shrunk = Log().request(0, 4).replace("old 0", "old 5")
    assert "shrunk from 5 to 4" in post.refuses(shrunk)


def test_another_log_and_another_key_are_not_cosigned(post):
    assert "not a log I watch" in post.refuses(Log(key=OTHER).request(0, 3))
    assert "no trusted key" in post.refuses(Log().request(0, 3, NEW))


def test_after_a_rotation_the_new_key_is_trusted_as_well(post):
    post.cosign(Log().request(0, 3))
    assert "no trusted key" in post.refuses(Log().request(3, 4, NEW))
    assert post.run("trust", str(NEW.verifier))[0] == 0
    post.cosign(Log().request(3, 4, NEW))
    post.cosign(Log().request(4, 5, LOG, NEW))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda text: text.replace("old 5", "old five"), "no request"),
        (lambda text: text.replace("old 5\n", ""), "no request"),
        (lambda text: text[:-1], "not the whole"),
        (lambda text: text[: text.index("— ")], "not the whole|no signature line"),
        (lambda text: text.replace("\n9\n", "\n10\n"), "signature is wrong"),
        (lambda text: text.replace("\n9\n", "\n09\n"), "not origin"),
        (lambda text: text.replace(ORIGIN + "\n9", "other.example/audit/1\n9"), "not a log I watch"),
        (
            lambda text: "".join(text.splitlines(keepends=True)[:1] + text.splitlines(keepends=True)[2:]),
            "too short|was changed",
        ),
        (lambda text: text.replace("\n\n", f"\n{note.encode(bytes(32))}\n\n", 1), "too long|was changed"),
        (lambda text: text.replace("\n\n", "\nAAAA\n\n", 1), "no hash"),
        (lambda text: text.replace("\n\n", "\n!!\n\n", 1), "not canonical base64"),
        (lambda text: "", "no request"),
    ],
)
def test_a_damaged_request_is_named_and_changes_nothing(post, damage, sentence):
    post.cosign(Log().request(0, 5))
    good = Log().request(5, 9)
    refusal = post.refuses(damage(good))
    assert any(part in refusal for part in sentence.split("|")), refusal
    post.cosign(good)


@pytest.mark.parametrize("key", ["", "x", str(LOG.verifier)[:-4], str(LOG.verifier).replace("+", "+0", 1)])
def test_a_key_copied_wrongly_is_not_trusted(post, key):
    assert post.run("trust", key)[0] == 1


def test_there_is_one_key_for_ever(post):
    kept = (post.folder / "key.json").read_bytes()
    code, _answer, trouble = post.run("init", "another.example/name")
    assert (code, "already" in trouble) == (1, True)
    assert (post.folder / "key.json").read_bytes() == kept


@pytest.mark.real_time
def test_the_script_stands_alone(tmp_path):
    """It runs from anywhere, without the product beside it."""
    alone = tmp_path / "witness.py"
    alone.write_bytes(SCRIPT.read_bytes())
    command = [sys.executable, "-W", "error", alone, "--folder", tmp_path / "post"]
    made = subprocess.run([*command, "init", NAME], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert VerifierKey.parse(made.stdout.strip()).name == NAME
    refusal = subprocess.run([*command, "cosign", "-"], input="", capture_output=True, text=True, check=False)
    assert (refusal.returncode, "Traceback" in refusal.stderr) == (1, False)
