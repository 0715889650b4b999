"""Warnings about how settled a part of the API is."""

from __future__ import annotations

import warnings


class PreviewWarning(Warning):
    """Something that may change or go."""


class BetaWarning(Warning):
    """Something that may still change."""


class SupersessionWarning(FutureWarning):
    """Something that has a successor."""


class ConfigArgumentWarning(SyntaxWarning):
    """Config that is passed twice."""


def deprecation_warning(
    subject: str,
    breaking_version: str,
    additional_warn_text: str | None = None,
    stacklevel: int = 3,
    **_unused: object,
) -> None:
    """Warn that something will go.

    Args:
        subject: What will go.
        breaking_version: The version that will not have it.
        additional_warn_text: What to use instead.
        stacklevel: Whose line the warning is about.
    """
    text = f"{subject} is deprecated and will be removed in {breaking_version}."
    more = f" {additional_warn_text}" if additional_warn_text else ""
    warnings.warn(text + more, DeprecationWarning, stacklevel=stacklevel)
