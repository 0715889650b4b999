"""``Settings``: how a project is set up, and where each setting was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from graphmat.loading.target import Target

PREFIX: Final = "GRAPHMAT_"
"""Environment variables of settings begin so."""

ON_UNSELECTED: Final = ("materialize", "drop", "error")
ON_CONFLICT: Final = ("wait", "join", "fail")
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_UNIT_S: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})

Reader = Callable[[Any, str], Any]
"""Reads a value: what was written, and the setting as messages call it."""


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{where} must be a text, not {value!r}")
    return value


def _log_url(value: Any, where: str) -> str:
    url = _text(value, where)
    scheme, separator, _ = url.partition("://")
    if not separator or scheme.partition("+")[0] not in {"postgresql", "postgres"}:
        # not quoted: what was written may hold a password
        raise UsageError(
            f"{where} must be the URL of a PostgreSQL database",
            hint="such as postgresql+psycopg://user@host/database; a log in a file is set by home",
        )
    return url


def _flag(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in _TRUE | _FALSE:
        return value.casefold() in _TRUE
    raise UsageError(f"{where} must be true or false, not {value!r}")


def _selectors(value: Any, where: str) -> dict[str, list[str]]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table of names to selections, not {value!r}")
    found = {}
    for name, selection in value.items():
        texts = [selection] if isinstance(selection, str) else selection
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise UsageError(f"{where}: '{name}' must be a selection or a list of them")
        found[str(name)] = list(texts)
    return found


def seconds_of(written: str, where: str) -> float:
    """An age in seconds, from a text such as ``30d``.

    Args:
        written: A number and a unit: s, m, h, d or w.
        where: The setting or option, as messages call it.

    Raises:
        UsageError: It is no age.
    """
    number, unit = written[:-1].strip(), written[-1:]
    if unit not in _UNIT_S or not (number.isascii() and number.isdigit()) or len(number) > 6:  # noqa: PLR2004  # centuries
        raise UsageError(
            f"{where} must be an age, not {written!r}",
            hint="a number and s, m, h, d or w, such as 30d",
        )
    return float(int(number) * _UNIT_S[unit])


def _age(value: Any, where: str) -> str:
    seconds_of(_text(value, where), where)
    return str(value)


def _texts(value: Any, where: str) -> list[str]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(text, str) and text for text in found):
        raise UsageError(f"{where} must be a text or a list of texts, not {value!r}")
    return list(found)


def _table(value: Any, where: str) -> dict[str, Any]:
    if isinstance(value, str):  # of the environment
        from json import loads  # noqa: PLC0415  # few have any

        try:
            value = loads(value)
        except ValueError:
            # what was written may be a secret
            raise UsageError(f"{where} must be a JSON object of names to values") from None
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table of names to values")
    return {str(name): each for name, each in value.items()}


def _profiles(value: Any, where: str) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table of names to settings, not {value!r}")
    found = {}
    for name, table in value.items():
        if not isinstance(table, Mapping):
            raise UsageError(f"{where}: '{name}' must be a table of settings, not {table!r}")
        found[str(name)] = read_table(table, f"profile '{name}' of {where}", IN_PROFILES)
    return found


IO_MANAGERS: Final = ("pickle", "auto")
EXECUTORS: Final = ("in_process", "threads", "processes", "dask")
START_METHODS: Final = ("fork", "spawn")


def _one_of(known: tuple[str, ...]) -> Reader:
    def read(value: Any, where: str) -> str:
        if value not in known:
            choices = ", ".join(f"'{choice}'" for choice in known)
            raise UsageError(
                f"{where} must be one of {choices}, not {value!r}",
                hint=did_you_mean(str(value), known),
            )
        return str(value)

    return read


def _count(value: Any, where: str) -> int:
    text = str(value).strip() if not isinstance(value, bool) else ""
    if not text.isdecimal():
        raise UsageError(f"{where} must be a whole number, 0 for all cores, not {value!r}")
    return int(text)


def _dask(value: Any, where: str) -> dict[str, Any]:
    """Which cluster: an address, or a table."""
    if isinstance(value, str) and value:
        return {"address": value}
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be an address or a table, not {value!r}")
    found = {}
    for written, given in value.items():
        name = str(written).replace("-", "_")
        if name not in _OF_DASK:
            raise UsageError(
                f"unknown word '{written}' in {where}; words: {', '.join(_OF_DASK)}",
                hint=did_you_mean(name, _OF_DASK),
            )
        found[name] = _OF_DASK[name](given, f"'{written}' of {where}")
    return found


def _amounts(value: Any, where: str) -> dict[str, float]:
    if not isinstance(value, Mapping) or not all(
        isinstance(amount, int | float) and amount > 0 for amount in value.values()
    ):
        raise UsageError(f"{where} must name amounts, such as {{GPU: 1}}, not {value!r}")
    return {str(name): float(amount) for name, amount in value.items()}


def _seconds(value: Any, where: str) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = 0.0
    if isinstance(value, bool) or not 0 < seconds < float("inf"):
        raise UsageError(f"{where} must be a number of seconds above 0, not {value!r}")
    return seconds


_OF_DASK: Final[Mapping[str, Reader]] = {
    "address": _text,
    "ship": _one_of(("auto", "never")),
    "timeout": _seconds,
    "allowed_failures": _count,
    "resources": _amounts,
}

ASSERTION_LISTS: Final = ("select", "exclude", "runs", "never_runs", "never_makes")
"""What an assertion about plans says with texts: which plan, and what holds in it."""
_ASSERTION_TEXTS: Final = ("name", "job", "partition")
_ASSERTED: Final = ("runs", "never_runs", "never_makes", "max_ops")


def _assertions(value: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise UsageError(f"{where} must be a list of assertions, not {value!r}")
    return [_assertion(each, f"assertion {n} of {where}") for n, each in enumerate(value, 1)]


def _assertion(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table, not {value!r}")
    known = (*_ASSERTION_TEXTS, *ASSERTION_LISTS, "max_ops")
    found: dict[str, Any] = {}
    for written, given in value.items():
        name = str(written).replace("-", "_")
        what = f"'{written}' of {where}"
        if name in ASSERTION_LISTS:
            found[name] = _texts(given, what)
        elif name in _ASSERTION_TEXTS:
            found[name] = _text(given, what)
        elif name == "max_ops":
            if not isinstance(given, int) or isinstance(given, bool) or given < 0:
                raise UsageError(f"{what} must be a number of ops, not {given!r}")
            found[name] = given
        else:
            raise UsageError(
                f"unknown word '{written}' in {where}; words: {', '.join(known)}",
                hint=did_you_mean(name, known),
            )
    if not any(name in found for name in _ASSERTED):
        raise UsageError(f"{where} asserts nothing; say one of: {', '.join(_ASSERTED)}")
    return found


OPTIONS: Final[Mapping[str, Reader]] = {
    "file": _text,
    "module": _text,
    "home": _text,
    "store": _text,
    "store_options": _table,
    "log": _log_url,
    "io_manager": _one_of(IO_MANAGERS),
    "on_unselected": _one_of(ON_UNSELECTED),
    "strict": _flag,
    "fail_fast": _flag,
    "on_conflict": _one_of(ON_CONFLICT),
    "env_file": _texts,
    "executor": _one_of(EXECUTORS),
    "jobs": _count,
    "start_method": _one_of(START_METHODS),
    "timeout": _seconds,
    "dask": _dask,
    "keep": _age,
    "shared_home": _flag,
    "selectors": _selectors,
    "assertions": _assertions,
    "profile": _text,
    "profiles": _profiles,
}
"""Setting → how its value is read. Each may stand in the project's file; those that are a text or a
truth may be given as an environment variable, too."""

_TABLES: Final = frozenset({"selectors", "assertions", "profiles"})
IN_ENVIRONMENT: Final = tuple(name for name in OPTIONS if name not in _TABLES | {"env_file"})
IN_PROFILES: Final = tuple(name for name in OPTIONS if name not in {"profile", "profiles"})

DEFAULTS: Final[Mapping[str, Any]] = {
    "home": ".graphmat",
    "on_unselected": "materialize",
    "on_conflict": "wait",
    "strict": False,
    "fail_fast": False,
    "executor": "in_process",
    "jobs": 1,
    "io_manager": "pickle",
    "keep": "30d",
    "shared_home": False,
}
"""What holds where a setting is made nowhere; the others are then unset."""


class Settings:
    """How a project is set up.

    Args:
        folder: The project's folder.
        values: Setting → value.
        origins: Setting → where it was made, such as ``--home`` or ``graphmat.yaml``.
        target: Where the definitions are; None where none were looked for.
        home: The folder of the event log and the store.
        config_file: The file that settings were read from, if there is one.
        added_environment: Variables that files of the environment add to that of the process.
    """

    __slots__ = (
        "added_environment",
        "config_file",
        "folder",
        "home",
        "origins",
        "target",
        "values",
    )

    def __init__(
        self,
        folder: Path,
        values: Mapping[str, Any],
        origins: Mapping[str, str],
        target: Target | None,
        home: Path,
        config_file: Path | None = None,
        added_environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.values = dict(values)
        self.origins = dict(origins)
        self.target = target
        self.home = home
        self.config_file = config_file
        self.added_environment = dict(added_environment or {})

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting, or the default where it was not made."""
        return self.values.get(name, default)

    def origin(self, name: str) -> str:
        """Where a setting was made."""
        return self.origins.get(name, "default")

    def __repr__(self) -> str:
        shown = {name: value for name, value in self.values.items() if name != "log"}
        return f"Settings({shown!r} in {str(self.folder)!r})"


def read_table(
    table: Mapping[str, Any], where: str, known: Sequence[str] | None = None
) -> dict[str, Any]:
    """Read the settings of a project's file.

    Args:
        table: Names, with dashes or underscores, to values.
        where: The file, and the table in it.
        known: The settings that may stand there; default: all.

    Raises:
        UsageError: A name is unknown, or a value is of the wrong kind.
    """
    found = {}
    for written, value in table.items():
        name = str(written).replace("-", "_")
        names = OPTIONS if known is None else known
        if name not in names:
            raise UsageError(
                f"unknown setting '{written}' in {where}; settings: {', '.join(names)}",
                hint=did_you_mean(name, names),
            )
        found[name] = OPTIONS[name](value, f"'{written}' in {where}")
    return found


def read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Read the settings of the environment; an empty variable is none.

    Raises:
        UsageError: A value is of the wrong kind.
    """
    found = {}
    for name in IN_ENVIRONMENT:
        variable = PREFIX + name.upper()
        written = environment.get(variable)
        if written:
            found[name] = OPTIONS[name](written, f"the environment variable {variable}")
    return found
