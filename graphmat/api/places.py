"""Places in the user's code, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.errors import SourceLocation


def location_document(location: SourceLocation | None) -> dict[str, Any] | None:
    """A place in the user's code as a document."""
    return None if location is None else {"file": location.file, "line": location.line}
