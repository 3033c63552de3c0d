"""The room's blueprint, on which each page registers itself."""

from flask import Blueprint

blueprint = Blueprint("organisation", __name__, template_folder="../templates")
