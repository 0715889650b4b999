"""Faults of configuration, gathered so that all are told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from graphmat.errors import InvalidConfigError, SourceLocation, did_you_mean
from graphmat.resources.masking import PROCESS_SECRETS, Secrets, is_secret_name

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top of the document."""

Origin = SourceLocation | str | None
"""Where a value was written: a line of a file, or words such as ``--set ops.a.config.n``."""

Where = Callable[[Path], Origin]


class _Absent:
    """The absence of a value, where None is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<absent>"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


class ConfigFault:
    """One thing that is wrong with a run's configuration.

    Args:
        path: Where in the document.
        message: What is wrong, with the nearest valid name where there is one.
        origin: Where it was written.
        cause: The exception of the user's code that found it, if one did.
    """

    __slots__ = ("cause", "message", "origin", "path")

    def __init__(
        self, path: Path, message: str, origin: Origin = None, cause: Exception | None = None
    ) -> None:
        self.path = path
        self.message = message
        self.origin = origin
        self.cause = cause

    @property
    def is_lacking(self) -> bool:
        """Whether something that a run must be given is not there."""
        return bool(self.path) and self.message.startswith("required, but missing")

    def __str__(self) -> str:
        place = f" ({self.origin!r})" if isinstance(self.origin, SourceLocation) else ""
        if isinstance(self.origin, str):
            place = f" ({self.origin})"
        return f"{path_text(self.path)}{place}: {self.message}"

    def __repr__(self) -> str:
        return f"ConfigFault({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return ConfigFault, (self.path, self.message, self.origin)


class ConfigFaultsError(InvalidConfigError):
    """Run configuration does not fit; every fault that was found.

    Args:
        config_faults: The faults, in the order they were found.
        what: What was being read, for the headline of several faults.
    """

    def __init__(self, config_faults: Iterable[ConfigFault], what: str = "run config") -> None:
        self.config_faults = tuple(config_faults)
        lines = [str(fault) for fault in self.config_faults]
        if len(lines) > 1:
            lines = [f"{what} has {len(lines)} faults:", *(f"  {line}" for line in lines)]
        origin = self.config_faults[0].origin if self.config_faults else None
        location = origin if isinstance(origin, SourceLocation) else None
        lacking = next((each for each in self.config_faults if each.is_lacking), None)
        hint = None
        if lacking is not None:
            _, _, rest = lacking.message.partition("it must give '")
            path = [*map(str, lacking.path), *([rest.partition("'")[0]] if rest else [])]
            hint = f"give it: --set {'.'.join(path)}=… or -c FILE"
        super().__init__("\n".join(lines), location=location, hint=hint)


class ConfigCheck:
    """What reading a configuration needs, and the faults it finds.

    One check may serve the config of many ops and resources, so that a reader learns of every
    fault of a run config in one go.

    Args:
        where: Tells where the value at a path was written.
        environment: The environment variables; None: those of this process.
        secrets: Registry that values from the environment and secret fields are added to;
            None: that of this process.
        resolves: False: references to the environment are checked for form only.
    """

    __slots__ = ("_environment", "faults", "resolves", "secrets", "where")

    def __init__(
        self,
        where: Where | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        secrets: Secrets | None = None,
        resolves: bool = True,
    ) -> None:
        self.where = where
        self._environment = environment
        self.secrets = PROCESS_SECRETS if secrets is None else secrets
        self.resolves = resolves
        self.faults: list[ConfigFault] = []

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables."""
        return os.environ if self._environment is None else self._environment

    def fault(self, path: Path, message: str, cause: Exception | None = None) -> Any:
        """Keep a fault; answers with ``ABSENT``, to stand for the value that could not be read."""
        origin = self.where(path) if self.where is not None else None
        self.faults.append(ConfigFault(path, message, origin, cause))
        return ABSENT

    def unknown(self, path: Path, known: Iterable[Any], what: str = "unknown key") -> None:
        """Keep the fault of an unknown last component, with the nearest known one."""
        names = [str(name) for name in known]
        hint = did_you_mean(str(path[-1]), names)
        if hint is None:
            hint = f"known here: {', '.join(map(quoted, names))}" if names else "none is known here"
        self.fault(path, f"{what} {quoted(path[-1])}; {hint}")

    def shown(self, value: Any, path: Path) -> str:
        """A value as a fault may show it: what it is, cut short, secrets hidden."""
        if path and is_secret_name(path[-1]):
            return f"a hidden {_kind(value)}"
        return self.secrets.mask(shown(value))

    def add_secret(self, value: Any) -> None:
        """Keep a value out of everything that is written from now on."""
        self.secrets.add(value)

    def raise_faults(self, what: str = "run config") -> None:
        """Raise what was found.

        Raises:
            ConfigFaultsError: There is at least one fault.
        """
        if self.faults:
            cause = next((fault.cause for fault in self.faults if fault.cause), None)
            raise ConfigFaultsError(self.faults, what) from cause


_KINDS: Final = {
    str: "string",
    int: "int",
    float: "float",
    bool: "bool",
    list: "list",
    tuple: "tuple",
    type(None): "null",
}
_LIMIT: Final = 60


def quoted(name: Any) -> str:
    """A name in quotes, control characters escaped."""
    text = repr(str(name))
    return text if text[0] == "'" else f"'{text[1:-1]}'"


def path_text(path: Path) -> str:
    """A path as it is written after ``--set``: dots between components, odd ones in quotes."""
    if not path:
        return "run config"
    parts = []
    for component in path:
        if isinstance(component, int) and not isinstance(component, bool):
            parts.append(f"[{component}]")
        else:
            text = str(component)
            is_plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
            text = text if is_plain else f'"{_escaped(text)}"'
            parts.append(f".{text}" if parts else text)
    return "".join(parts)


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in plain)


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "mapping"
    return _KINDS.get(type(value), f"value of type {type(value).__name__}")


def shown(value: Any) -> str:
    """What a value is, and what it says, cut short: ``the string 'five'``."""
    if value is None:
        return "null"
    kind = _kind(value)
    if isinstance(value, Mapping | list | tuple) and not value:
        return f"an empty {kind}"
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # a user's __repr__ may raise anything
        text = "<unprintable>"
    return f"the {kind} {text if len(text) <= _LIMIT else text[:_LIMIT] + '…'}"
