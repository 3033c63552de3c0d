"""Alembic's environment: every model, and the connection handed in by `app.core.migrations`."""

import importlib
import pkgutil

from alembic import context

import app
from app.core.db import Base


def import_models() -> None:
    """Load every module that defines tables: `models` of the rooms, and everything in core."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.startswith("app.core.") or "models" in module.name.split("."):
            importlib.import_module(module.name)


import_models()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
)
context.run_migrations()
if connection.dialect.name == "sqlite":
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"rows refer to rows that no longer exist: {dangling[:10]}")
