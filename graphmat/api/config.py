"""``config show``: each setting, its value, and where it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.loading.settings import DEFAULTS, IN_ENVIRONMENT, OPTIONS, PREFIX

if TYPE_CHECKING:
    from graphmat.loading.settings import Settings

SCHEMA = "graphmat/config/1"


def config_document(settings: Settings) -> dict[str, Any]:
    """The settings of a project as a document.

    Args:
        settings: How the project is set up.

    Returns:
        ``settings`` has one entry for each setting there is: ``name``, ``value``, ``origin``
        (``default`` where it was made nowhere), and ``variable``, the environment variable that
        would set it.
    """
    profiles = settings.get("profiles", {})
    return {
        "schema": SCHEMA,
        "folder": str(settings.folder),
        "config_file": str(settings.config_file) if settings.config_file else None,
        "target": settings.target.text if settings.target else None,
        "home": str(settings.home),
        "profiles": sorted(profiles),
        "variables_from_files": sorted(settings.added_environment),
        "settings": [
            {
                "name": name,
                "value": _shown(name, settings.get(name, DEFAULTS.get(name))),
                "origin": settings.origin(name),
                "variable": PREFIX + name.upper() if name in IN_ENVIRONMENT else None,
            }
            for name in OPTIONS
            if name != "profiles"
        ],
    }


def _shown(name: str, value: Any) -> Any:
    """A setting without the secrets in it."""
    if name == "log" and value is not None:
        from graphmat.storage.server_url import ServerUrl

        return ServerUrl(value).name
    if value is None or name not in {"store", "store_options"}:
        return value
    from graphmat.io_managers.store_address import masked_options, masked_url

    return masked_url(value) if name == "store" else masked_options(value)


def holds_secret(setting: str, address: str) -> bool:
    """Whether an address, of a store or of a log, has a password in it."""
    return bool(_shown(setting, address) != address)
