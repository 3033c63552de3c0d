"""The closed lists of this room."""

from app.core.text import _
from app.core.workflow import Choice


class OfficeKind(Choice):
    """What an office is in the tree."""

    NATIONAL = "national", _("National office")
    PROVINCE = "province", _("Provincial office")
    CITY = "city", _("City office")
    DEPARTMENT = "department", _("Department")


class Clearance(Choice):
    """Up to which mark a user may read. State secrets do not belong in the system (保守国家秘密法)."""

    INTERNAL = "internal", _("Internal")
    WORK_SECRET = "work_secret", _("Work secrets")


AUTHORITIES = (OfficeKind.NATIONAL, OfficeKind.PROVINCE, OfficeKind.CITY)
"""The offices that hold jurisdiction over a territory."""
