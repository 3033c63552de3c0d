"""The verbs of the registry: entries of enterprises, and imports of published lists."""

from app.enterprises.operations.algorithms import add_algorithm
from app.enterprises.operations.entries import Profile, add_enterprise, edit_enterprise, end_enterprise
from app.enterprises.operations.exports import note_export
from app.enterprises.operations.imports import (
    apply_import,
    discard_import,
    import_list,
    load_published,
    upload_list,
)

__all__ = [
    "Profile",
    "add_algorithm",
    "add_enterprise",
    "apply_import",
    "discard_import",
    "edit_enterprise",
    "end_enterprise",
    "import_list",
    "load_published",
    "note_export",
    "upload_list",
]
