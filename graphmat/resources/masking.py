"""Secrets: values that must not reach a log, the store, a report or a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

MASK: Final = "*****"
SHORTEST_SECRET: Final = 4
"""Shorter values are not masked: every "1" or "yes" of a log would go."""

_KEY_KINDS: Final = ("api", "access", "private", "secret", "auth", "encryption")
_SECRET_WORDS: Final = (
    "_password",
    "_passwd",
    "_pwd",
    "_passphrase",
    "_token",
    "_secret",
    "_credential",
    "_credentials",
    *(f"_{kind}{joint}key" for kind in _KEY_KINDS for joint in ("", "_")),
)
_COMMON: Final = frozenset(
    [
        "true",
        "false",
        "none",
        "null",
        "default",
        "localhost",
        "prod",
        "production",
        "stage",
        "staging",
        "test",
        "testing",
        "dev",
        "development",
        "local",
        "info",
        "debug",
        "warning",
        "error",
        "utf-8",
    ]
)


_URL_PASSWORD: Final = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
"""User and password in a URL, as in ``postgresql://user:password@host``."""


def is_secret_name(name: Any) -> bool:
    """Whether a field of this name is taken to hold a secret: ``db_password``, ``apiKey``.

    ``max_tokens`` and ``password_length`` are no such names.
    """
    if not isinstance(name, str):
        return False
    humps = "".join(f"_{mark}" if mark.isupper() else mark for mark in name)
    return _ends_secretly(name) or _ends_secretly(humps)


def _ends_secretly(name: str) -> bool:
    plain = f"_{name.lower()}".replace("-", "_").replace(".", "_").replace(" ", "_")
    return plain.rstrip("_0123456789").removesuffix("_value").endswith(_SECRET_WORDS)


class Secrets:
    """The secrets that a process has seen.

    Values that come from the environment (``EnvVar``) and values of fields with names like
    ``password`` or ``api_key`` are added while configuration is read; everything that is written
    afterwards goes through ``mask`` or ``mask_document``.
    """

    __slots__ = ("_pattern", "_values")

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._values)

    def add(self, value: Any) -> None:
        """Keep a value secret from now on; very short and very common ones are not worth it."""
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str) or len(value.strip()) < SHORTEST_SECRET:
            return
        if value.strip().casefold() in _COMMON or value in self._values:
            return
        self._values.add(value)
        self._pattern = None

    def mask(self, text: str) -> str:
        """The text with each secret in it hidden, also where it stands escaped or URL-quoted.

        The password in a URL is hidden whether the registry knows it or not.
        """
        if "://" in text and "@" in text:
            text = _URL_PASSWORD.sub(rf"\1:{MASK}@", text)
        if not self._values or not text:
            return text
        if self._pattern is None:
            forms = {form for value in self._values for form in _forms(value)}
            longest_first = sorted(forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return self._pattern.sub(MASK, text)

    def mask_document(self, document: Any) -> Any:
        """A copy of a JSON-like document with secrets hidden.

        Strings under keys named like secrets are hidden whether the registry knows them or not;
        the name of an environment variable is no secret and stays.
        """
        if isinstance(document, str):
            return self.mask(document)
        if isinstance(document, Mapping):
            return {
                (self.mask(key) if isinstance(key, str) else key): self._mask_item(key, value)
                for key, value in document.items()
            }
        if isinstance(document, list | tuple):
            return [self.mask_document(item) for item in document]
        return document

    def mask_metadata(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """A document of metadata with secrets hidden in its values; names and types stay."""
        return {
            name: {**entry, "value": self._mask_item(name, entry["value"])}
            for name, entry in metadata.items()
        }

    def _mask_item(self, key: Any, value: Any) -> Any:
        if isinstance(value, str) and value and is_secret_name(key):
            return MASK
        return self.mask_document(value)


def masked_paths(document: Any, path: tuple[str, ...] = ()) -> list[str]:
    """Where something is hidden in a document, as dotted paths."""
    if isinstance(document, str):
        return [".".join(path)] if MASK in document else []
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(document, Mapping):
        items = document.items()
    elif isinstance(document, list | tuple):
        items = enumerate(document)
    return [found for key, item in items for found in masked_paths(item, (*path, str(key)))]


PROCESS_SECRETS: Final = Secrets()
"""The registry of this process; ``EnvVar.get_value`` adds to it."""


def _forms(value: str) -> set[str]:
    """The ways a secret may be written in a text."""
    from urllib.parse import quote, quote_plus  # noqa: PLC0415  # only where there is a secret

    forms = {value, json.dumps(value)[1:-1], repr(value)[1:-1], quote(value, safe="")}
    forms.add(quote_plus(value))
    # a traceback or a log shows the lines of a key one by one
    forms.update(line for line in value.splitlines() if len(line.strip()) >= 2 * SHORTEST_SECRET)
    return {form for form in forms if len(form) >= SHORTEST_SECRET}
