"""Run config from files, and paths beside a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graphmat.errors import InvalidConfigError, ParameterError


def file_relative_path(dunderfile: str, relative_path: str) -> str:
    """The path of a file that stands beside a module.

    Args:
        dunderfile: ``__file__`` of the module.
        relative_path: From the folder of the module.
    """
    return str(Path(dunderfile).parent / relative_path)


def config_from_files(config_files: Sequence[str]) -> dict[str, Any]:
    """Run config from YAML files; a later one wins.

    Args:
        config_files: Their paths, or patterns of them.

    Raises:
        InvalidConfigError: There is no such file, or it is not YAML.
    """
    import glob  # noqa: PLC0415  # only for modules that read their config from files

    texts: list[str] = []
    for pattern in config_files:
        found = sorted(glob.glob(pattern))  # noqa: PTH207  # patterns may be absolute
        if not found:
            raise InvalidConfigError(f"there is no file '{pattern}' to read run config from")
        texts.extend(Path(name).read_text(encoding="utf-8") for name in found)
    return config_from_yaml_strings(texts)


def config_from_yaml_strings(yaml_strings: Sequence[str]) -> dict[str, Any]:
    """Run config from YAML texts; a later one wins.

    Raises:
        InvalidConfigError: One of them is not YAML, or no mapping.
    """
    import yaml  # as above

    if isinstance(yaml_strings, str):
        raise ParameterError("yaml_strings must be a list of texts, not one text")
    result: dict[str, Any] = {}
    for text in yaml_strings:
        try:
            read = yaml.safe_load(text) or {}
        except yaml.YAMLError as error:
            raise InvalidConfigError(f"run config is not valid YAML: {error}") from None
        if not isinstance(read, Mapping):
            raise InvalidConfigError(f"run config must be a mapping, not {read!r}")
        result = _merged(result, read)
    return result


def config_from_pkg_resources(pkg_resource_defs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Run config from YAML files inside packages: pairs of package and file."""
    from importlib.resources import files  # noqa: PLC0415  # as above

    return config_from_yaml_strings(
        [files(package).joinpath(name).read_text() for package, name in pkg_resource_defs]
    )


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(first)
    for name, value in second.items():
        known = result.get(name)
        both = isinstance(known, Mapping) and isinstance(value, Mapping)
        result[name] = _merged(known, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return result
