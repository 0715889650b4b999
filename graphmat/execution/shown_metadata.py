"""Metadata and tags as they are recorded: what the process knows to be secret is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.definitions.metadata import metadata_document
from graphmat.resources.masking import PROCESS_SECRETS


def shown_metadata(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Metadata that the user's code gave, as a document without secrets."""
    document = metadata_document(metadata)
    return PROCESS_SECRETS.mask_metadata(document) if document else document


def shown_tags(tags: Mapping[str, str] | None) -> dict[str, str]:
    """Tags that the user's code gave, without secrets."""
    return {name: PROCESS_SECRETS.mask(str(value)) for name, value in (tags or {}).items()}
