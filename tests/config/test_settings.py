"""Settings: what is read from the environment, and what production refuses."""

import secrets
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from config import UnsafeSettings, load


def production(folder: Path, **changed: str) -> dict[str, str]:
    given = {"SECRET_KEY": "8sK3vQ_mZp1yTn5wXc7bLd9fGh2jRe4uAo6iBt0E", "BASE_URL": "https://inspection.test"}
    return {"APP_ENV": "production", "INSTANCE_DIR": str(folder), **given, **changed}


def test_the_database_lies_in_the_instance_folder_unless_told_otherwise(tmp_path: Path):
    settings = load({"INSTANCE_DIR": str(tmp_path)})

    assert settings.environment == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/lianjian.db"
    assert load({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "postgresql:///x"}).database_url == "postgresql:///x"


def test_numbers_are_read_in_the_units_of_their_names(tmp_path: Path):
    settings = load(
        {
            "INSTANCE_DIR": str(tmp_path),
            "PORT": "9000",
            "SESSION_IDLE_MINUTES": "5",
            "SESSION_ABSOLUTE_HOURS": "2",
            "UPLOAD_LIMIT_MB": "3",
            "SIGN_IN_TRIES": "3",
            "SIGN_IN_SOURCE_TRIES": "30",
            "SIGN_IN_LONGEST_WAIT_MINUTES": "60",
            "PASSWORD_KINDS": "3",
            "PASSWORD_DAYS": "90",
            "ONE_TIME_PASSWORD_DAYS": "2",
        }
    )

    assert settings.base_url == "http://localhost:9000"
    assert settings.session_idle == timedelta(minutes=5)
    assert settings.session_absolute == timedelta(hours=2)
    assert settings.upload_limit == 3 * 1024 * 1024
    assert (settings.sign_in_tries, settings.source_tries) == (3, 30)
    assert settings.longest_wait == timedelta(hours=1)
    assert (settings.password_kinds, settings.password_days) == (3, 90)
    assert settings.one_time_password == timedelta(days=2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("UPLOAD_LIMIT_MB", "0"),
        ("APP_ENV", "prod"),
        ("PASSWORD_KINDS", "5"),
        ("SIGN_IN_TRIES", "0"),
        ("LOG_FORMAT", "xml"),
        ("CLAMD_URL", "localhost"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str):
    with pytest.raises(UnsafeSettings, match=name):
        load({"INSTANCE_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize("environment", ["development", "demo"])
def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path, environment: str):
    environ = {"APP_ENV": environment, "INSTANCE_DIR": str(tmp_path)}
    first = load(environ)
    first.refuse_unsafe()

    assert load(environ).secret_key == first.secret_key
    assert len(first.secret_key) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_production_starts_with_safe_settings(tmp_path: Path):
    settings = load(production(tmp_path))
    settings.refuse_unsafe()

    assert settings.is_production
    assert settings.log_format == "json"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("_try", range(20))
def test_production_takes_every_secret_made_as_it_says(tmp_path: Path, _try: int):
    load(production(tmp_path, SECRET_KEY=secrets.token_urlsafe(48))).refuse_unsafe()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short-but-random-8sK3vQ"}, "too weak"),
        ({"SECRET_KEY": "x" * 64}, "too weak"),
        ({"SECRET_KEY": "change-me-before-you-go-to-production"}, "sample value"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"BASE_URL": "http://inspection.test"}, "https"),
    ],
)
def test_production_refuses_what_would_endanger_cases(tmp_path: Path, changed: dict[str, str], reason: str):
    with pytest.raises(UnsafeSettings, match=reason):
        load(production(tmp_path, **changed)).refuse_unsafe()
