"""What every page shares: headers, errors, language, navigation, forms and components. Knows nothing of the trade."""

from typing import TYPE_CHECKING

from app.web import errors, security, templating, views

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug the web plumbing into the application."""
    security.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    app.register_blueprint(views.blueprint)
