"""The address of the reading room."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__, url_prefix="/audit", template_folder="../templates")
