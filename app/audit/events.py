"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.audit.states import Notable
from app.core.text import _

SPAN = Key("since", _("From"), Shown.DAY), Key("until", _("Until"), Shown.DAY)
LOG = Key("log", _("Number of the log"), Shown.COUNT)
WHICH = LOG, Key("seq", _("Number of the event"), Shown.COUNT)
COVERED = Key("size", _("Events under the checkpoint"), Shown.COUNT)
HELD = Key("size", _("Events in the database"), Shown.COUNT), Key("root", _("Root over the events in the database"))
LEGAL_BASIS = Key("legal_basis", _("Legal basis"))
PERSONS = (
    Key("asked_by", _("Asked for by"), Shown.PERSON),
    Key("decided_by", _("Decided by"), Shown.PERSON),
)
VKEY = Key("vkey", _("Key to verify checkpoints with"))
WITNESS = Key("name", _("Name"))

EVENTS = {
    "access.refused": Kind(
        _("Attempt refused"),
        Key("code", _("Code of the refusal")),
        Key("status", _("Status of the answer"), Shown.COUNT),
        Key("detail", _("What the person was told")),
    ),
    "access.throttled": Kind(
        _("Attempts slowed down"),
        Key("attempts", _("Attempts turned away"), Shown.COUNT),
        Key("since", _("Since"), Shown.MOMENT),
    ),
    "list.searched": Kind(_("List searched"), Key("words", _("Words looked for"))),
    "audit.searched": Kind(
        _("Log searched"),
        *SPAN,
        Key("who", _("Person")),
        Key("office", _("Office and below"), Shown.OFFICE),
        Key("object", _("Object concerned"), Shown.RECORD),
        Key("case", _("Case")),
        Key("action", _("Action")),
        Key("notable", _("Worth a look"), Notable),
        Key("page", _("Page"), Shown.COUNT),
    ),
    "audit.read": Kind(_("Event of the log opened")),
    "audit.report_read": Kind(_("Gap report read"), *SPAN),
    "redaction.asked": Kind(_("Erasure of an event's content asked for"), *WHICH, LEGAL_BASIS),
    "redaction.refused": Kind(_("Erasure of an event's content refused"), *WHICH, *PERSONS),
    "audit.redacted": Kind(_("Content of an event erased"), *WHICH, *PERSONS, LEGAL_BASIS),
    "audit.origin_opened": Kind(
        _("New log opened after a standstill"),
        LOG,
        Key("origin", _("Name of the log")),
        *HELD,
        Key("missing", _("Signed events that the database lacks"), Shown.COUNT),
        Key("signed_origin", _("Name of the log that was signed last")),
        Key("signed_size", _("Signed events"), Shown.COUNT),
        Key("signed_root", _("Root that was signed")),
        Key("signed_note", _("The signed checkpoint, whole")),
        Key("contradiction", _("Why the log stood still")),
        Key("halted_at", _("Standstill since"), Shown.MOMENT),
    ),
    "audit.exported": Kind(
        _("Log exported"),
        LOG,
        Key("campaign", _("Content of this campaign alone"), Shown.RECORD),
        Key("office", _("Content of this office and below alone"), Shown.OFFICE),
    ),
    "receipt.downloaded": Kind(_("Receipt of an event taken"), *WHICH, COVERED),
    "audit.key_made": Kind(_("First key of the log made"), VKEY),
    "audit.key_rotated": Kind(_("Key of the log replaced"), VKEY, Key("until", _("Signs until"), Shown.MOMENT)),
    "backup.made": Kind(_("Backup made")),
    "backup.restored": Kind(_("Backup restored"), Key("made_at", _("Backup made at")), LOG, *HELD),
    "witness.registered": Kind(_("Witness entered"), WITNESS, VKEY, Key("holder", _("Kept by"))),
    "witness.retired": Kind(_("Witness retired"), WITNESS),
    "witness.asked": Kind(_("Request for a witness taken"), LOG, COVERED),
    "checkpoint.cosigned": Kind(
        _("Checkpoint cosigned by a witness"), LOG, COVERED, Key("cosigned_at", _("Cosigned at"), Shown.MOMENT)
    ),
}
