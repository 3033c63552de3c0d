"""A copy of everything in one folder, and the way back: the database as it stood at one moment, the files it names,
and a manifest that binds both.

The signer's key and state are not part of it: who holds both database and key could rewrite the log unnoticed.
"""

from app.core.backup.making import make
from app.core.backup.manifest import Manifest, Unusable
from app.core.backup.restoring import restore

__all__ = ["Manifest", "Unusable", "make", "restore"]
