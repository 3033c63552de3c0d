"""Settings come from the environment (and `.env`); `APP_ENV` chooses which environment they are for."""

import os
from collections.abc import Mapping

from dotenv import dotenv_values

from config.demo import Demo
from config.development import Development
from config.production import Production
from config.settings import ROOT, Settings, UnsafeSettings
from config.testing import Testing

__all__ = ["Settings", "UnsafeSettings", "load"]

ENVIRONMENTS: dict[str, type[Settings]] = {kind.environment: kind for kind in (Development, Demo, Testing, Production)}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ`; by default the process's environment over the file `.env`.

    Raises UnsafeSettings for an unknown environment or a value that can't be read.
    """
    if environ is None:
        environ = {**{key: value or "" for key, value in dotenv_values(ROOT / ".env").items()}, **os.environ}
    name = environ.get("APP_ENV") or Development.environment
    if name not in ENVIRONMENTS:
        raise UnsafeSettings(f"APP_ENV is {name!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    return ENVIRONMENTS[name].read(environ)
