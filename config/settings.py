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
    (0: for ever). `session_idle` and `session_absolute` are wall-clock spans, `upload_limit` is in bytes, `mail_url` is
    `smtp://user:password@host:port` or None where no mail is sent, `clamd_url` the virus scanner, `base_url` is how
    people reach the system, and `proxies` how many reverse proxies of ours stand in front.
    """

    environment: ClassVar[str]
    is_demo: ClassVar[bool] = False

    instance_dir: Path
    database_url: str
    secret_key: str
    base_url: str
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
    upload_limit: int = 50 << 20
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
            port=port,
            proxies=_number(environ, "PROXY_COUNT", 0, least=0),
            mail_url=environ.get("MAIL_URL") or None,
            clamd_url=_scanner(environ.get("CLAMD_URL")),
            sign_in_tries=_number(environ, "SIGN_IN_TRIES", 5),
            source_tries=_number(environ, "SIGN_IN_SOURCE_TRIES", 20),
            longest_wait=timedelta(minutes=_number(environ, "SIGN_IN_LONGEST_WAIT_MINUTES", 15)),
            password_kinds=_number(environ, "PASSWORD_KINDS", 0, least=0),
            password_days=_number(environ, "PASSWORD_DAYS", 0, least=0),
            one_time_password=timedelta(days=_number(environ, "ONE_TIME_PASSWORD_DAYS", 7)),
            session_idle=timedelta(minutes=_number(environ, "SESSION_IDLE_MINUTES", 15)),
            session_absolute=timedelta(hours=_number(environ, "SESSION_ABSOLUTE_HOURS", 8)),
            upload_limit=_number(environ, "UPLOAD_LIMIT_MB", 50) << 20,
            log_format=environ.get("LOG_FORMAT") or cls.log_format,
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


def _scanner(url: str | None) -> str | None:
    if url and not re.fullmatch(r"tcp://[^/\s:]+(:\d+)?|unix:/\S+", url):
        raise UnsafeSettings(f"CLAMD_URL is {url!r}; write it as tcp://host:3310 or unix:/run/clamav/clamd.ctl.")
    return url or None


def _name_once(part: Path, path: Path) -> None:
    """Give the file its name unless another process was faster."""
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
