"""A developer's machine: SQLite in the instance folder, a secret made on the first start."""

from typing import ClassVar

from config.settings import Settings


class Development(Settings):
    """Settings for writing the software."""

    environment: ClassVar[str] = "development"
