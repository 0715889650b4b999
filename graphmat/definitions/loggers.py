"""Loggers: accepted in a module, and not used: what an op logs goes into the run's record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any


class LoggerDefinition:
    """A logger that a function makes; accepted, and not used.

    Args:
        logger_fn: Takes an ``InitLoggerContext``; returns a logger of the standard library.
        config_schema: What its config may be.
        description: What it is.
    """

    def __init__(
        self, logger_fn: Callable[..., Any], config_schema: Any = None, description: Any = None
    ) -> None:
        self.logger_fn = logger_fn
        self.config_schema = config_schema
        self.description = description

    def configured(self, *_config: Any, **_options: Any) -> LoggerDefinition:
        """The same logger, configured."""
        return self

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Make the logger, as a test does."""
        return self.logger_fn(*arguments, **options)


class InitLoggerContext:
    """What the function of a logger is called with.

    Args:
        logger_config: The logger's config.
        logger_def: The logger.
        job_def: The job.
        run_id: The run.
    """

    def __init__(
        self,
        logger_config: Any = None,
        logger_def: Any = None,
        job_def: Any = None,
        run_id: str | None = None,
    ) -> None:
        self.logger_config = logger_config
        self.logger_def = logger_def
        self.job_def = job_def
        self.run_id = run_id


def build_init_logger_context(logger_config: Any = None, job_def: Any = None) -> InitLoggerContext:
    """A context to call a logger's function with, in a test."""
    return InitLoggerContext(logger_config, job_def=job_def)


def logger(config_schema: Any = None, description: str | None = None) -> Any:
    """Make a logger of a function; accepted, and not used."""
    if callable(config_schema) and not isinstance(config_schema, type):
        return LoggerDefinition(config_schema)
    return lambda function: LoggerDefinition(function, config_schema, description)


def _standard(context: Any) -> logging.Logger:
    config = getattr(context, "logger_config", None) or {}
    made = logging.getLogger(config.get("name", "graphmat"))
    made.setLevel(config.get("log_level", "INFO"))
    return made


colored_console_logger = LoggerDefinition(_standard, description="Writes to the terminal.")
json_console_logger = LoggerDefinition(_standard, description="Writes JSON to the terminal.")


def default_loggers() -> dict[str, LoggerDefinition]:
    """The loggers of a job that names none."""
    return {"console": colored_console_logger}


def default_system_loggers(_instance: Any = None) -> list[tuple[LoggerDefinition, dict[str, Any]]]:
    """The loggers of a job that names none, each with its config."""
    return [(colored_console_logger, {"name": "dagster", "log_level": "DEBUG"})]


class JsonLogFormatter(logging.Formatter):
    """Writes a record of the standard library as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        import json  # rarely used

        return json.dumps({"message": record.getMessage(), "level": record.levelname})
