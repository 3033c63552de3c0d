"""The demo: fictitious cases, accounts with published passwords, business time that can be moved."""

from typing import ClassVar

from config.settings import Settings


class Demo(Settings):
    """Settings for showing the software."""

    environment: ClassVar[str] = "demo"
    is_demo: ClassVar[bool] = True
