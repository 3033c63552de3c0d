"""What can be set, and how it is read from the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Self

ROOT = Path(__file__).resolve().parent.parent
FALSE = ("", "0", "false", "no", "off")


class UnsafeSettings(Exception):
    """The settings must not be used to start the system; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process, fixed when it starts.

    `sign_in_tries` failures of an account and `source_tries` of an address are free before attempts have to wait, up to
    `longest_wait`; `password_kinds` of characters a password needs (0: any), `password_days` how long it is good
    (0: for ever). `session_idle` and `session_absolute` are wall-clock spans, `second_factor` says who must have one
    (`required-roles` or `all`), `step_up` how long a proof of who sits there is good for weighty acts,
    `former_secret_keys` open what was sealed before `secret_key` was changed, `upload_limit` is in bytes, `mail_url` is
    `smtp://user:password@host:port` or None where no mail is sent, `clamd_url` the virus scanner, `base_url` is how
    people reach the system, and `proxies` how many reverse proxies of ours stand in front. The log's keys and the
    signer's memory are in `signer_dir`; checkpoints are dropped into `checkpoint_dir` and mailed to `checkpoint_mail`.
    """

    environment: ClassVar[str]
    is_demo: ClassVar[bool] = False

    instance_dir: Path
    database_url: str
    secret_key: str
    base_url: str
    signer_dir: Path
    port: int = 8000
    proxies: int = 0
    mail_url: str | None = None
    clamd_url: str | None = None
    sign_in_tries: int = 5
    source_tries: int = 20
    longest_wait: timedelta = timedelta(minutes=15)
    password_kinds: int = 0
    password_days: int = 0
    one_time_password: timedelta = timedelta(days=7)
    session_idle: timedelta = timedelta(minutes=15)
    session_absolute: timedelta = timedelta(hours=8)
    second_factor: str = "required-roles"
    step_up: timedelta = timedelta(minutes=10)
    former_secret_keys: tuple[str, ...] = ()
    upload_limit: int = 50 << 20
    checkpoint_dir: Path | None = None
    checkpoint_mail: tuple[str, ...] = ()
    log_format: str = "text"
    debug: bool = False

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """The settings of this environment; makes the instance folder, readable to its owner alone."""
        folder = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        port = _number(environ, "PORT", 8000)
        return cls(
            instance_dir=folder,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{folder / 'lianjian.db'}",
            secret_key=environ.get("SECRET_KEY") or cls.default_secret(folder),
            base_url=(environ.get("BASE_URL") or f"http://localhost:{port}").rstrip("/"),
            signer_dir=Path(environ.get("SIGNER_DIR") or folder / "signer").resolve(),
            port=port,
            proxies=_number(environ, "PROXY_COUNT", 0, least=0),
            mail_url=environ.get("MAIL_URL") or None,
            clamd_url=_scanner(environ.get("CLAMD_URL")),
            sign_in_tries=_number(environ, "SIGN_IN_TRIES", 5),
            source_tries=_number(environ, "SIGN_IN_SOURCE_TRIES", 20),
            longest_wait=timedelta(minutes=_number(environ, "SIGN_IN_LONGEST_WAIT_MINUTES", 15)),
            password_kinds=int(_one_of(environ, "PASSWORD_KINDS", ("0", "1", "2", "3", "4"), "0")),
            password_days=_number(environ, "PASSWORD_DAYS", 0, least=0),
            one_time_password=timedelta(days=_number(environ, "ONE_TIME_PASSWORD_DAYS", 7)),
            session_idle=timedelta(minutes=_number(environ, "SESSION_IDLE_MINUTES", 15)),
            session_absolute=timedelta(hours=_number(environ, "SESSION_ABSOLUTE_HOURS", 8)),
            second_factor=_one_of(environ, "SECOND_FACTOR", ("required-roles", "all"), "required-roles"),
            step_up=timedelta(minutes=_number(environ, "STEP_UP_MINUTES", 10)),
            former_secret_keys=tuple(filter(None, environ.get("FORMER_SECRET_KEYS", "").split(","))),
            upload_limit=_number(environ, "UPLOAD_LIMIT_MB", 50) << 20,
            checkpoint_dir=_folder(environ.get("CHECKPOINT_DIR")),
            checkpoint_mail=tuple(environ.get("CHECKPOINT_MAIL", "").replace(",", " ").split()),
            log_format=_one_of(environ, "LOG_FORMAT", ("text", "json"), cls.log_format),
            debug=environ.get("FLASK_DEBUG", "").lower() not in FALSE,
        )

    @classmethod
    def default_secret(cls, folder: Path) -> str:
        """The secret used where `SECRET_KEY` is not set: made once and kept in the instance folder."""
        path = folder / "secret_key"
        if not path.exists():
            part = folder / f"secret_key.{os.getpid()}"
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            _name_once(part, path)
        return path.read_text()

    @property
    def is_production(self) -> bool:
        """Whether real cases are handled here."""
        return self.environment == "production"

    @property
    def is_https(self) -> bool:
        """Whether people reach the system over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https://")

    def refuse_unsafe(self) -> None:
        """Raise UnsafeSettings where the system must not start like this; anything goes outside production."""


def _number(environ: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise UnsafeSettings(f"{name} is {text!r}; it must be a whole number of {least} or more.")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...], default: str) -> str:
    chosen = environ.get(name) or default
    if chosen not in values:
        raise UnsafeSettings(f"{name} is {chosen!r}; it must be one of {', '.join(values)}.")
    return chosen


def _scanner(url: str | None) -> str | None:
    if url and not re.fullmatch(r"tcp://[^/\s:]+(:\d+)?|unix:/\S+", url):
        raise UnsafeSettings(f"CLAMD_URL is {url!r}; write it as tcp://host:3310 or unix:/run/clamav/clamd.ctl.")
    return url or None


def _folder(name: str | None) -> Path | None:
    return Path(name).resolve() if name else None


def _name_once(part: Path, path: Path) -> None:
    """Give the file its name unless another process was faster."""
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
