"""What a backup holds, to the byte: written last, held against every file before anything is restored."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from app.core.storage import Stored

FORMAT = 1
NAME = "manifest.json"
PLACE = re.compile(r"database/[a-z_]+\.(copy|db)|files/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")
"""Where a file of a backup may lie."""


class Unusable(Exception):
    """The backup can't be made, or not be restored, here; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup.

    `made_at` is the wall-clock moment in ISO form, `rows` the number of rows of each table, `files` every file by its
    place in the folder, `lost` the stored files that were missing or altered when the backup was made, by their
    SHA-256, and `logs` how far each audit log had grown, with its root.
    """

    id: str
    made_at: str
    revision: str
    dialect: str
    rows: Mapping[str, int]
    files: Mapping[str, Stored]
    lost: Mapping[str, str]
    logs: list[dict[str, Any]]

    def write(self, folder: Path) -> None:
        """Write it into the folder of the backup."""
        text = json.dumps({"format": FORMAT} | asdict(self), indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest in a folder. Raises Unusable where there is none, or none of ours."""
        try:
            fields = json.loads((folder / NAME).read_bytes())
        except FileNotFoundError as error:
            raise Unusable(f"{folder} holds no {NAME}: it is no backup, or one that was broken off.") from error
        except ValueError as error:
            raise Unusable(f"{folder / NAME} is damaged: it is not JSON.") from error
        if not isinstance(fields, dict) or fields.pop("format", None) != FORMAT:
            raise Unusable(f"{folder / NAME} is not of format {FORMAT}.")
        try:
            fields["files"] = {place: Stored(**stored) for place, stored in fields["files"].items()}
            return cls(**fields)
        except (AttributeError, KeyError, TypeError) as error:
            raise Unusable(f"{folder / NAME} is damaged: {error}.") from error

    def hold(self, folder: Path) -> None:
        """Raise Unusable for the first file that is missing, altered, or not of this backup."""
        for place, stored in self.files.items():
            if not PLACE.fullmatch(place):
                raise Unusable(f"The manifest names a place where no file of a backup lies: {place}.")
            try:
                found = measured(folder / place)
            except FileNotFoundError as error:
                raise Unusable(f"The backup is incomplete: {place} is missing.") from error
            if found != stored:
                raise Unusable(
                    f"The backup is damaged: {place} has {found.size} bytes and SHA-256 {found.sha256}, "
                    f"its manifest says {stored.size} and {stored.sha256}."
                )
        there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        for foreign in sorted(there - self.files.keys() - {NAME}):
            raise Unusable(f"The backup holds a file that its manifest does not name: {foreign}.")


def measured(path: Path) -> Stored:
    """The SHA-256 and size of a file."""
    with path.open("rb") as file:
        return Stored(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())
