"""Automation: conditions and policies are accepted in a module, and not used.

graphmat runs when it is told to: by a person, by cron or by a CI job. A module that also says when
its assets should be made elsewhere loads unchanged.
"""

from __future__ import annotations

import logging
from typing import Any


class Inert:
    """Something that is accepted and without effect.

    Args:
        arguments: Kept, not looked at.
        options: The same, by name.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.arguments = arguments
        self.options = options

    def __call__(self, *_arguments: Any, **_options: Any) -> Inert:
        """Do nothing."""
        return self

    def __or__(self, other: Any) -> Inert:
        return self

    __and__ = __or__

    def __invert__(self) -> Inert:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert()


class _AnyName(type):
    """A class of which every attribute is there, and inert."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert()


class AutomationCondition(Inert, metaclass=_AnyName):
    """When an asset should be made; accepted, and not used."""

    def __class_getitem__(cls, _item: Any) -> Any:
        return cls


class AutoMaterializePolicy(Inert, metaclass=_AnyName):
    """When an asset should be made; accepted, and not used."""


class AutoMaterializeRule(Inert, metaclass=_AnyName):
    """Part of a policy; accepted, and not used."""


class FreshnessPolicy(Inert, metaclass=_AnyName):
    """How fresh an asset should be; accepted, and not used."""


class LegacyFreshnessPolicy(Inert, metaclass=_AnyName):
    """How fresh an asset should be; accepted, and not used."""


def apply_freshness_policy(spec: Any, policy: Any, overwrite_existing: bool = True) -> Any:
    """The same asset with a freshness policy, which is kept and not used.

    Args:
        spec: The ``AssetSpec``.
        policy: The policy.
        overwrite_existing: Whether a policy that is there already is replaced.
    """
    if spec.freshness_policy is not None and not overwrite_existing:
        return spec
    return spec.replace_attributes(freshness_policy=policy)


def get_dagster_logger(name: str | None = None) -> logging.Logger:
    """A logger of the standard library; what goes into the run's record is ``context.log``."""
    return logging.getLogger(f"graphmat.{name}" if name else "graphmat")
