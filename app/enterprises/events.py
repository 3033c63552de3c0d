"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.enterprises.states import AlgorithmType, EnterpriseState, FilingState, Source

NAME = Key("name", _("Name"))
DIVISION = Key("division_code", _("Division code"))
PROFILE = (
    NAME,
    Key("uscc", _("Unified social credit code")),
    DIVISION,
    Key("legal_representative", _("Legal representative")),
    Key("address", _("Registered address")),
    Key("contact_name", _("Contact")),
    Key("contact_phone", _("Phone")),
    Key("contact_email", _("E-mail")),
    Key("public_opinion_attributes", _("Public-opinion attributes"), Shown.FLAG),
    Key("mobilisation_capacity", _("Social mobilisation capacity"), Shown.FLAG),
    Key("remarks", _("Remarks")),
)
FILING_STATE = Key("state", _("State"), FilingState)
BATCH = Key("batch", _("Batch"))
FILE_HASH = Key("sha256", _("SHA-256 of the file"))
IMPORTED = (
    BATCH,
    FILE_HASH,
    Key("new", _("New filings"), Shown.COUNT),
    Key("changed", _("Changed filings"), Shown.COUNT),
    Key("unchanged", _("Unchanged filings"), Shown.COUNT),
    Key("wrong", _("Refused rows"), Shown.COUNT),
)

EVENTS = {
    "algorithm.added": Kind(
        _("Algorithm entered in the registry"),
        Key("enterprise", _("Enterprise"), Shown.RECORD),
        NAME,
        Key("type", _("Algorithm type"), AlgorithmType),
        Key("products", _("Products")),
    ),
    "enterprise.added": Kind(_("Enterprise entered in the registry"), *PROFILE, Key("source", _("Source"), Source)),
    "enterprise.changed": Kind(_("Entry of an enterprise changed"), *PROFILE),
    "enterprise.ended": Kind(_("Entry of an enterprise ended"), Key("state", _("State"), EnterpriseState)),
    "enterprise.exported": Kind(
        _("List of enterprises exported"),
        Key("filters", _("Filters")),
        Key("rows", _("Rows exported"), Shown.COUNT),
    ),
    "enterprise.listed": Kind(
        _("Enterprise taken from a published list"),
        NAME,
        DIVISION,
        Key("subject_number", _("Subject number of its filings")),
    ),
    "enterprise.renamed": Kind(_("Enterprise renamed by a published list"), NAME),
    "filing.listed": Kind(
        _("Filing taken from a published list"),
        Key("number", _("Filing number")),
        Key("algorithm", _("Algorithm")),
        FILING_STATE,
        BATCH,
    ),
    "filing.changed": Kind(
        _("Filing changed by a published list"),
        Key("algorithm_name", _("Algorithm name")),
        Key("algorithm_type", _("Algorithm type"), AlgorithmType),
        Key("product", _("Products")),
        Key("main_use", _("Main use")),
        Key("remarks", _("Remarks")),
        FILING_STATE,
        BATCH,
        Key("seq_no", _("No."), Shown.COUNT),
        Key("published_on", _("Published on"), Shown.DAY),
    ),
    "filing_import.uploaded": Kind(
        _("Published list sent in"),
        BATCH,
        Key("filename", _("File name")),
        FILE_HASH,
        Key("size", _("Size in bytes"), Shown.COUNT),
    ),
    "filing_import.applied": Kind(_("Published list imported"), *IMPORTED),
    "filing_import.repeated": Kind(_("Published list imported again, nothing new"), *IMPORTED),
    "filing_import.discarded": Kind(_("Published list laid aside"), BATCH),
}
