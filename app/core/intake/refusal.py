"""How a file is turned away."""

from app.core.errors import RuleViolated
from app.core.text import Text, _


def refused(message: Text) -> RuleViolated:
    """The refusal of a file, to be shown beside its field."""
    return RuleViolated(message, field="file")


def damaged(filename: str) -> RuleViolated:
    """The refusal of a file that can't be read to its end."""
    return refused(_("The file “%(name)s” is damaged or cut off. Send the original again.", name=filename))


def two_in_one(filename: str) -> RuleViolated:
    """The refusal of a file that is a second one as well."""
    return refused(_("The file “%(name)s” hides a second file. Send the original alone.", name=filename))
