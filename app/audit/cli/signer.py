"""The signer, on its host: signing now, changing the key, telling the keys to verify with."""

import json
from collections.abc import Sequence
from typing import Any

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit, precise_refusals
from app.audit.models import Why
from app.audit.sealing import rounds as sealing
from app.audit.sealing.rounds import Sealed
from app.audit.sealing.signing import OwnVerifierKey, Signer


@audit.command("checkpoint")
@click.option("--json", "as_json", is_flag=True)
def checkpoint(as_json: bool) -> None:
    """Sign a checkpoint of the log as it stands and print it; the last one again where the log did not grow."""
    app: Any = current_app
    with precise_refusals():
        sealed = sealing.seal_now(app.database, app.settings, Why.HOST, actor=operator("audit checkpoint"))
    click.echo(json.dumps(_in_json(sealed)) if as_json else sealed.note.decode(), nl=as_json)


@audit.command("rotate-key")
@click.option("--json", "as_json", is_flag=True)
def rotate_key(as_json: bool) -> None:
    """Replace the log's key: the old one signs beside the new one for a day. Hand the new key to the verifiers."""
    app: Any = current_app
    with precise_refusals():
        sealed = sealing.rotate_key(app.database, app.settings, actor=operator("audit rotate-key"))
        keys = Signer(app.settings.signer_dir).verifiers(sealed.checkpoint.origin)
    click.echo(json.dumps(_keys_in_json(keys)) if as_json else "\n".join(map(_told, keys)))


@audit.command("vkeys")
@click.option("--json", "as_json", is_flag=True)
def vkeys(as_json: bool) -> None:
    """Print the keys to verify the log's checkpoints with, the newest log and key first, and when each signs."""
    app: Any = current_app
    with precise_refusals():
        signer = Signer(app.settings.signer_dir)
        origins = [promise.origin for _log, promise in sorted(signer.promises().items(), reverse=True)]
        keys = [key for origin in origins for key in signer.verifiers(origin)]
    if not keys:
        raise click.ClickException("Nothing is signed yet. Sign a first checkpoint: flask audit checkpoint")
    click.echo(json.dumps(_keys_in_json(keys)) if as_json else "\n".join(map(_told, keys)))


def _in_json(sealed: Sealed) -> dict[str, Any]:
    said = sealed.checkpoint
    return {
        "log": sealed.log,
        "origin": said.origin,
        "size": said.size,
        "root": said.root.hex(),
        "note": sealed.note.decode(),
    }


def _keys_in_json(keys: Sequence[OwnVerifierKey]) -> list[dict[str, Any]]:
    return [
        {"vkey": str(own.key), "since": own.since.isoformat(), "until": own.until and own.until.isoformat()}
        for own in keys
    ]


def _told(own: OwnVerifierKey) -> str:
    until = f" until {own.until.isoformat()}" if own.until else ""
    return f"{own.key}  # signs since {own.since.isoformat()}{until}"
