"""SHA-256 of bytes: by the interpreter itself for what is small, by OpenSSL for what is large.

OpenSSL is several times as fast, and takes 5 ms to load: a run of small values goes without.
"""

from __future__ import annotations

from typing import Any, Final

_LARGE_BYTES: Final = 1 << 16
_built_in: Any = None


def hex_digest(data: bytes) -> str:
    """The digest of bytes, as text."""
    if len(data) >= _LARGE_BYTES:
        return str(large_digest(data).hexdigest())
    global _built_in  # noqa: PLW0603  # found once, at first use
    if _built_in is None:
        _built_in = _find_built_in()
    return str(_built_in(data).hexdigest())


def large_digest(data: bytes = b"") -> Any:
    """A digest that is fed with many bytes, piece by piece."""
    from hashlib import sha256

    return sha256(data)


def _find_built_in() -> Any:
    """The interpreter's own function, under its name of Python 3.12 or that before; else hashlib's.

    The standard library's ``random`` does the same for its seed.
    """
    for module in ("_sha2", "_sha256"):
        try:
            return __import__(module).sha256
        except (ImportError, AttributeError):
            continue
    from hashlib import sha256

    return sha256
