"""The test suite."""

from pathlib import Path
from typing import ClassVar

from config.settings import Settings


class Testing(Settings):
    """Settings for the tests; they use real databases, but never a real secret."""

    environment: ClassVar[str] = "testing"

    @classmethod
    def default_secret(cls, folder: Path) -> str:
        """A secret that is the same in every test run."""
        return "the secret of the tests, known to all"
