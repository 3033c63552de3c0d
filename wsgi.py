"""The application, for gunicorn and the `flask` command."""

from app.factory import create_app
from config import load

app = create_app(load())
