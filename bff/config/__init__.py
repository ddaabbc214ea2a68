"""Every setting, and the reading of them: `bff.toml`, with the environment over it."""

from .load import load_settings
from .tree import (
    NEVER_FORWARDED,
    DemoSettings,
    HttpSettings,
    LimitSettings,
    PersistedSettings,
    RecordSettings,
    ServiceSettings,
    Settings,
)

__all__ = [
    "NEVER_FORWARDED",
    "DemoSettings",
    "HttpSettings",
    "LimitSettings",
    "PersistedSettings",
    "RecordSettings",
    "ServiceSettings",
    "Settings",
    "load_settings",
]
