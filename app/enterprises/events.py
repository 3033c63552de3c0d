"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "algorithm.added": Kind(_("Algorithm entered in the registry")),
    "enterprise.added": Kind(_("Enterprise entered in the registry")),
    "enterprise.changed": Kind(_("Entry of an enterprise changed")),
    "enterprise.ended": Kind(_("Entry of an enterprise ended")),
    "enterprise.exported": Kind(_("List of enterprises exported")),
    "enterprise.listed": Kind(_("Enterprise taken from a published list")),
    "enterprise.renamed": Kind(_("Enterprise renamed by a published list")),
    "filing.listed": Kind(_("Filing taken from a published list")),
    "filing.changed": Kind(_("Filing changed by a published list")),
    "filing_import.uploaded": Kind(_("Published list sent in")),
    "filing_import.applied": Kind(_("Published list imported")),
    "filing_import.repeated": Kind(_("Published list imported again, nothing new")),
    "filing_import.discarded": Kind(_("Published list laid aside")),
}
