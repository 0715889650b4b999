"""Where the project's store is: a folder, or an address of fsspec with its options.

An address may hold a password, and so may the options: what is shown has none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from graphmat.errors import UsageError
from graphmat.resources.masking import MASK, PROCESS_SECRETS, Secrets, is_secret_name

_SECRET_OPTIONS: Final = frozenset({"key", "pass", "passphrase", "connection_string", "credential"})
"""Names of fsspec's options that hold a secret, besides those that say so."""


class StoreAddress:
    """An address of fsspec.

    Args:
        url: As the user gave it.
        options: What the filesystem is opened with; a value ``{"env": NAME}`` is taken from the
            environment.

    Raises:
        UsageError: A variable of the options is not set.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        self.url = url.rstrip("/") if not url.endswith("://") else url
        self.protocol = url.partition("://")[0].rpartition("::")[2]
        self.options = _resolved(options or {}, "store_options")
        self.shown = masked_url(self.url)
        self.secrets = Secrets()
        for secret in (*_secrets_of_url(url), *_secrets_of(self.options)):
            self.secrets.add(secret)
            PROCESS_SECRETS.add(secret)

    def mask(self, text: str) -> str:
        """A text without the secrets of the address."""
        return self.secrets.mask(text.replace(self.url, self.shown))


def masked_url(url: str) -> str:
    """An address without its secrets."""
    secrets = _secrets_of_url(url)
    if not secrets:
        return url
    parts = urlsplit(url)
    account, _, host = parts.netloc.rpartition("@")
    if ":" in account:
        account = f"{account.partition(':')[0]}:{MASK}"
    query = "&".join(
        f"{each.partition('=')[0]}={MASK}" if _is_secret(each.partition("=")[0]) else each
        for each in parts.query.split("&")
    )
    netloc = f"{account}@{host}" if account else host
    return urlunsplit((parts.scheme, netloc, parts.path, query, parts.fragment))


def masked_options(options: Any) -> Any:
    """Options without their secrets; the names of variables are none."""
    if not isinstance(options, Mapping):
        return options
    return {
        name: MASK
        if _is_secret(str(name)) and not isinstance(value, Mapping)
        else masked_options(value)
        for name, value in options.items()
    }


def _is_secret(name: str) -> bool:
    plain = name.lower()
    return (
        plain in _SECRET_OPTIONS
        or plain.endswith("_key")
        or plain in {"sig", "signature"}
        or is_secret_name(name)
    )


def _secrets_of_url(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    account = parts.netloc.rpartition("@")[0]
    found = [account.partition(":")[2]] if ":" in account else []
    for each in parts.query.split("&"):
        name, _, value = each.partition("=")
        if value and _is_secret(name):
            found.append(value)
    return [each for each in found if each]


def _secrets_of(options: Mapping[str, Any]) -> list[str]:
    found = []
    for name, value in options.items():
        if isinstance(value, Mapping):
            found += _secrets_of(value)
        elif isinstance(value, str) and _is_secret(str(name)):
            found.append(value)
    return found


def _resolved(options: Mapping[str, Any], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in options.items():
        if not isinstance(value, Mapping):
            found[str(name)] = value
            continue
        variable = value.get("env")
        if len(value) != 1 or not isinstance(variable, str):
            found[str(name)] = _resolved(value, f"{where}.{name}")
            continue
        if variable not in os.environ:
            raise UsageError(
                f"'{where}.{name}' is to be the environment variable {variable}, which is not set"
            )
        found[str(name)] = os.environ[variable]
        PROCESS_SECRETS.add(found[str(name)])
    return found
