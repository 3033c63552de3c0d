"""Files a person sends."""

from collections.abc import Sequence
from typing import Any

import wtforms
from werkzeug.datastructures import FileStorage
from wtforms.widgets import FileInput

from app.core.text import Text, _
from app.web.fields.checks import Required


class UploadField(wtforms.Field):
    """One file. `accept` lists media types or endings; `limit_mb` is told to people."""

    control = "form-control"

    def __init__(
        self,
        label: Text | None = None,
        *,
        required: bool = False,
        accept: Sequence[str] = (),
        limit_mb: int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["render_kw"] = {**kwargs.get("render_kw", {}), **({"accept": ",".join(accept)} if accept else {})}
        super().__init__(label, [Required(_("Choose a file."))] if required else [], **kwargs)
        self.widget = FileInput()
        self.accept = tuple(accept)
        self.limit_mb: int | None = None
        if limit_mb:
            self.limit_to(limit_mb)

    def limit_to(self, megabytes: int) -> None:
        """Say how large a file may be; the browser refuses a larger one before it travels."""
        self.limit_mb = megabytes
        self.render_kw |= {
            "data-limit": megabytes << 20,
            "data-too-large": _("The file is larger than %(limit)s MB. Choose a smaller one.", limit=megabytes),
        }

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        if len(files) > 1:
            raise ValueError(_("Send one file at a time."))
        self.data = files[0] if files else None

    def _value(self) -> bool:
        return False

    @property
    def limit(self) -> Text | None:
        """What may be sent, in words."""
        endings = ", ".join(ending for ending in self.accept if ending.startswith("."))
        if self.limit_mb and endings:
            return _("%(endings)s, up to %(limit)s MB each.", endings=endings, limit=self.limit_mb)
        return _("Up to %(limit)s MB each.", limit=self.limit_mb) if self.limit_mb else None
