"""The field kit: what a person can fill in. Fields know how to be shown, read and checked."""

from app.web.fields.checks import Required
from app.web.fields.choices import CheckField, ChoiceField, RadioField, TicksField
from app.web.fields.numbers import NumberField
from app.web.fields.text import LongTextField, SecretField, TextField, VersionField
from app.web.fields.time import DayField, MomentField, day_from
from app.web.fields.upload import UploadField

__all__ = [
    "CheckField",
    "ChoiceField",
    "DayField",
    "LongTextField",
    "MomentField",
    "NumberField",
    "RadioField",
    "Required",
    "SecretField",
    "TextField",
    "TicksField",
    "UploadField",
    "VersionField",
    "day_from",
]
