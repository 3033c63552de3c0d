"""Real cases: refuses every default that would endanger them."""

from pathlib import Path
from typing import ClassVar

from config.settings import Settings, UnsafeSettings

SHORTEST_SECRET = 32
VARIETY = 10
"""A random secret of 32 characters hardly ever has fewer different ones."""
SAMPLE_WORDS = ("change", "secret", "default", "example", "password", "lianjian")


class Production(Settings):
    """Settings of a system in use."""

    environment: ClassVar[str] = "production"
    log_format: str = "json"

    @classmethod
    def default_secret(cls, folder: Path) -> str:
        """There is none: every web node needs the same one, given by the operator."""
        return ""

    def refuse_unsafe(self) -> None:
        """Raise UnsafeSettings for a missing, short or guessable secret, debug mode, or an address without TLS."""
        if not self.secret_key:
            raise UnsafeSettings(
                "SECRET_KEY is not set. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if len(self.secret_key) < SHORTEST_SECRET or len(set(self.secret_key)) < VARIETY:
            raise UnsafeSettings(f"SECRET_KEY is too weak: use at least {SHORTEST_SECRET} random characters.")
        if any(word in self.secret_key.lower() for word in SAMPLE_WORDS):
            raise UnsafeSettings("SECRET_KEY looks like a sample value: use random characters.")
        if self.debug:
            raise UnsafeSettings("FLASK_DEBUG is on: it shows source code and data to strangers. Unset it.")
        if not self.is_https:
            raise UnsafeSettings("BASE_URL must begin with https://, so that cookies never travel in the clear.")
