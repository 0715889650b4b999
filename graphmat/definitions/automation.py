"""Schedules, sensors and automation: accepted in a module, and not used.

graphmat runs when it is told to: by a person, by cron or by a CI job. A module that also says when
it should run elsewhere loads unchanged.
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

    @property
    def name(self) -> str:
        """Its name, where it was given one."""
        return str(self.options.get("name") or type(self).__name__)

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


class AutoMaterializePolicy(Inert, metaclass=_AnyName):
    """When an asset should be made; accepted, and not used."""


class FreshnessPolicy(Inert, metaclass=_AnyName):
    """How fresh an asset should be; accepted, and not used."""


class DefaultScheduleStatus(Inert, metaclass=_AnyName):
    """Whether a schedule is on; accepted, and not used."""


class DefaultSensorStatus(Inert, metaclass=_AnyName):
    """Whether a sensor is on; accepted, and not used."""


class ScheduleDefinition(Inert):
    """When a job should run; accepted, and not used."""


class SensorDefinition(Inert):
    """After what a job should run; accepted, and not used."""


class RunRequest(Inert):
    """What a schedule or sensor asks for; accepted, and not used."""


class SkipReason(Inert):
    """Why a schedule or sensor asks for nothing; accepted, and not used."""


def schedule(*_arguments: Any, **options: Any) -> Any:
    """A schedule; accepted, and not used."""
    return lambda function: ScheduleDefinition(function, **options)


def sensor(*_arguments: Any, **options: Any) -> Any:
    """A sensor; accepted, and not used."""
    return lambda function: SensorDefinition(function, **options)


def asset_sensor(*_arguments: Any, **options: Any) -> Any:
    """A sensor of an asset; accepted, and not used."""
    return lambda function: SensorDefinition(function, **options)


def build_schedule_from_partitioned_job(*arguments: Any, **options: Any) -> ScheduleDefinition:
    """A schedule of a partitioned job; accepted, and not used."""
    return ScheduleDefinition(*arguments, **options)


def get_dagster_logger(name: str | None = None) -> logging.Logger:
    """A logger of the standard library; what goes into the run's record is ``context.log``."""
    return logging.getLogger(f"graphmat.{name}" if name else "graphmat")
