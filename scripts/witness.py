#!/usr/bin/env python3
"""A witness of an audit log, to be kept on a machine of another office. Needs Python 3.11 and `cryptography` alone.

    witness.py init auditor.example.gov.cn/witness   make the key, once; prints the verifier key to register
    witness.py trust LOG-VERIFIER-KEY                watch this log; a second key of a log follows a rotation
    witness.py cosign REQUEST > cosignature.txt      check a request and cosign its checkpoint
    witness.py show                                  what was cosigned last

A request is what `flask audit witness-request` writes (C2SP tlog-witness, add-checkpoint): `old SIZE`, the hashes of
a consistency proof, a blank line, the checkpoint. The witness cosigns only what is proven to continue the last
checkpoint it saw, and writes that down before it answers, so that a log can never show it two histories.
"""

import argparse
import base64
import fcntl
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KEY, WITNESS_KEY = 1, 4


class Refused(Exception):
    """The witness does not sign; the message says why."""


def decode(text: str) -> bytes:
    """The bytes of canonical base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode() != text or not data:
        raise Refused(f"not canonical base64: {text[:80]!r}")
    return data


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public).digest()[:4]


def verifier_key(name: str, kind: int, public: bytes) -> str:
    """A key as it is handed round."""
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


def parsed_key(text: str) -> tuple[str, bytes]:
    """The name and the public key of a log's verifier key."""
    name, hex_id, material = [*text.strip().split("+", 2), "", ""][:3]
    data = decode(material)
    if not re.fullmatch(r"[^\s+]+", name) or data[0] != LOG_KEY or len(data) != 33:
        raise Refused("this is not the verifier key of a log")
    if key_id(name, LOG_KEY, data[1:]).hex() != hex_id:
        raise Refused("the verifier key's id is not its own: it was copied wrongly")
    return name, data[1:]


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node of the tree (RFC 6962)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def require_continues(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> None:
    """The consistency proof holds."""
    if old == new and (proof or old_root != new_root):
        raise Refused(f"the log shows two different histories of size {new}: do not trust it, tell your superior")
    if old != new and proven_roots(old, new, old_root, proof) != (old_root, new_root):
        raise Refused(f"the log's history up to size {old} was changed: do not trust it, tell your superior")


def proven_roots(old: int, new: int, old_root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root to which a consistency proof leads (RFC 9162, 2.1.4.2)."""
    before, *others = [old_root, *proof] if old & (old - 1) == 0 else proof or [b""]
    after = before
    fork, last = shifted(old - 1, new - 1, lambda fork: fork & 1)
    for sibling in others:
        if last == 0:
            raise Refused("the proof is too long")
        if fork & 1 or fork == last:
            before, after = node(sibling, before), node(sibling, after)
            fork, last = shifted(fork, last, lambda fork: fork and not fork & 1)
        else:
            after = node(after, sibling)
        fork, last = fork >> 1, last >> 1
    if last != 0:
        raise Refused("the proof is too short")
    return before, after


def shifted(fork: int, last: int, while_so: Callable[[int], int]) -> tuple[int, int]:
    """Both places one level up as long as the first is so."""
    while while_so(fork):
        fork, last = fork >> 1, last >> 1
    return fork, last


def parsed_request(text: str) -> tuple[int, list[bytes], str, list[str]]:
    """Old size, proof, the checkpoint's three lines, and its signature lines."""
    head, _blank, note = text.partition("\n\n")
    body, blank, signatures = note.partition("\n\n")
    size = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", head.split("\n")[0])
    if size is None or not blank or not signatures.endswith("\n"):
        raise Refused("this is no request of a log, or not the whole of it")
    proof = [decode(line) for line in head.split("\n")[1:]]
    if len(proof) > 63 or any(len(digest) != 32 for digest in proof):
        raise Refused("the proof holds what is no hash")
    return int(size[1]), proof, f"{body}\n", signatures[:-1].split("\n")


def require_signed(text: str, lines: list[str], origin: str, keys: list[str]) -> None:
    """The log itself has signed; a wrong signature of a known key refuses the whole."""
    signed = False
    for line in lines:
        match = re.fullmatch(r"— (\S+) ([A-Za-z0-9+/]+={0,2})", line)
        if match is None:
            raise Refused(f"this is no signature line: {line[:80]!r}")
        payload = decode(match[2])
        for public in (parsed_key(key)[1] for key in keys):
            if match[1] == origin and payload[:4] == key_id(origin, LOG_KEY, public):
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(payload[4:], text.encode())
                except InvalidSignature:
                    raise Refused("the log's signature is wrong: the checkpoint was altered") from None
                signed = True
    if not signed:
        raise Refused(f"no trusted key of {origin} has signed; after a rotation: witness.py trust NEW-KEY")


class Witness:
    """A folder with the witness's key and what it saw last of each log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_key(self, name: str) -> str:
        """Make the key, once."""
        if not re.fullmatch(r"[^\s+]+", name):
            raise Refused("a name has no spaces and no plus")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        line = json.dumps({"name": name, "seed": base64.b64encode(key.private_bytes_raw()).decode()})
        try:
            with os.fdopen(os.open(self.folder / "key.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(line)
        except FileExistsError:
            raise Refused(f"there is a key in {self.folder} already") from None
        return self.verifier_key()

    def _key(self) -> tuple[str, Ed25519PrivateKey]:
        path = self.folder / "key.json"
        if not path.exists():
            raise Refused("there is no key yet: witness.py init NAME")
        if path.stat().st_mode & 0o077:
            raise Refused(f"others can read the key: chmod 600 {path}")
        kept = json.loads(path.read_text())
        return kept["name"], Ed25519PrivateKey.from_private_bytes(base64.b64decode(kept["seed"]))

    def verifier_key(self) -> str:
        """The key by which others know this witness."""
        name, key = self._key()
        return verifier_key(name, WITNESS_KEY, key.public_key().public_bytes_raw())

    @contextmanager
    def _state(self) -> Iterator[dict[str, dict]]:
        """What is known of each log, locked; written down whole, and to the disk, when the block ends well."""
        path = self.folder / "state.json"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = json.loads(path.read_text()) if path.exists() else {}
            yield state
            part = path.with_suffix(".part")
            with part.open("w") as file:
                file.write(json.dumps(state, indent=1, sort_keys=True))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            folder = os.open(self.folder, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    def trust(self, log_key: str) -> str:
        """Watch the log of this verifier key."""
        self._key()
        origin, _public = parsed_key(log_key)
        with self._state() as state:
            log = state.setdefault(origin, {"keys": [], "size": 0, "root": ""})
            log["keys"] = sorted({*log["keys"], log_key.strip()})
        return origin

    def cosign(self, request: str, *, now: int) -> str:
        """The cosignature line for a request, after writing down what was cosigned."""
        name, key = self._key()
        old, proof, text, signatures = parsed_request(request)
        lines = text.split("\n")
        if len(lines) != 4 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
            raise Refused("the checkpoint is not origin, size and root")
        origin, size, root = lines[0], int(lines[1]), decode(lines[2])
        with self._state() as state:
            log = state.get(origin)
            if log is None:
                raise Refused(f"{origin} is not a log I watch: witness.py trust ITS-KEY")
            require_signed(text, signatures, origin, log["keys"])
            if old != log["size"]:
                raise Refused(f"I saw size {log['size']} last: flask audit witness-request --old {log['size']}")
            if size < old:
                raise Refused(f"the log has shrunk from {old} to {size}: do not trust it, tell your superior")
            if old:
                require_continues(old, size, base64.b64decode(log["root"]), root, proof)
            elif proof:
                raise Refused("from nothing there is nothing to prove")
            log.update(size=size, root=lines[2], cosigned_at=now)
        signed = key.sign(f"cosignature/v1\ntime {now}\n{text}".encode())
        public = key.public_key().public_bytes_raw()
        line = base64.b64encode(key_id(name, WITNESS_KEY, public) + now.to_bytes(8, "big") + signed).decode()
        return f"— {name} {line}"

    def show(self) -> str:
        """What was cosigned last of each log."""
        with self._state() as state:
            return "\n".join(
                f"{origin}: size {log['size']}" + (f", {time.ctime(log['cosigned_at'])}" if log["size"] else "")
                for origin, log in sorted(state.items())
            )


def read(path: str) -> str:
    """The text of a file, or of standard input."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"the request can't be read: {error}") from None


def main() -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".lianjian-witness", help="key and state")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("name")
    commands.add_parser("trust").add_argument("key")
    commands.add_parser("cosign").add_argument("request", help="a file, or - for standard input")
    commands.add_parser("show")
    asked = parser.parse_args()
    witness = Witness(asked.folder)
    answers: dict[str, Callable[[], str]] = {
        "init": lambda: witness.make_key(asked.name),
        "trust": lambda: f"watching {witness.trust(asked.key)}",
        "cosign": lambda: witness.cosign(read(asked.request), now=int(time.time())),
        "show": witness.show,
    }
    try:
        answer = answers[asked.command]()
    except Refused as refusal:
        sys.stderr.write(f"refused: {refusal}\n")
        return 1
    sys.stdout.write(f"{answer}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
