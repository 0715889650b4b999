"""Run config from the command line: files laid over each other, then ``--set PATH=VALUE``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidConfigError, UsageError
from graphmat.resources.config_document import ConfigDocument
from graphmat.resources.documents import MAX_DEPTH, read_config_file, read_json, read_yaml
from graphmat.resources.faults import Path, path_text, quoted
from graphmat.resources.masking import masked_paths

if TYPE_CHECKING:
    from os import PathLike


def load_run_config(
    files: Iterable[str | PathLike[str]] = (),
    settings: Iterable[str] = (),
    *,
    json_text: str | None = None,
    base: Mapping[str, Any] | None = None,
) -> ConfigDocument:
    """The run config of a command: later files win over earlier ones, settings over files.

    Args:
        files: YAML or JSON files, in order.
        settings: ``PATH=VALUE`` texts, as given to ``--set``, in order.
        json_text: JSON text, as given to ``--config-json``; wins over the files.
        base: Run config that everything else is laid over.

    Raises:
        InvalidConfigError: A file cannot be read as plain data.
        UsageError: A setting is not of the form ``PATH=VALUE``.
    """
    document = ConfigDocument(dict(base or {}))
    for file in files:
        document = document.merged(read_config_file(file))
    if json_text is not None:
        document = document.merged(read_json(json_text, "--config-json"))
    for setting in settings:
        document = apply_setting(document, setting)
    return document


def require_secrets(config: Any) -> None:
    """Refuse run config that was read from a record, where its secrets are hidden.

    Args:
        config: A mapping or a document.

    Raises:
        InvalidConfigError: Something in it is hidden; its hint says how to give it.
    """
    paths = masked_paths(getattr(config, "value", config))
    if paths:
        named = ", ".join(f"'{path}'" for path in paths)
        raise InvalidConfigError(
            f"secrets of the run config are not recorded: {named}",
            hint="give them again: "
            + " ".join(f"--set {path}=…" for path in paths[:3])
            + "; an environment variable is read again by itself: {env: NAME}",
        )


def config_from_files(config_files: Iterable[str | PathLike[str]]) -> Any:
    """The run config of several files, the later ones laid over the earlier ones.

    Args:
        config_files: YAML or JSON files.
    """
    return load_run_config(config_files).value


def config_from_yaml_strings(yaml_strings: Iterable[str]) -> Any:
    """The run config of several YAML texts, the later ones laid over the earlier ones."""
    document = ConfigDocument({})
    for number, text in enumerate(yaml_strings, 1):
        document = document.merged(read_yaml(text, f"text {number}"))
    return document.value


def apply_setting(document: ConfigDocument, setting: str) -> ConfigDocument:
    """The document with one ``PATH=VALUE`` laid over it.

    Raises:
        UsageError: It has another form, or its path leads through a value that is no mapping.
        InvalidConfigError: The value is not plain data.
    """
    path, text = parse_setting(setting)
    origin = f"--set {path_text(path)}"
    value: Any = "" if not text else read_yaml(text, "--set", needs_mapping=False).value
    at: Any = document.value
    for length, component in enumerate(path[:-1]):
        at = at.get(component) if isinstance(at, dict) else None
        if at is not None and not isinstance(at, dict):
            reached = path_text(path[: length + 1])
            place = document.where(path[: length + 1])
            raise UsageError(
                f"{origin}: '{reached}' is not a mapping"
                + (f" ({place!r})" if place is not None else ""),
                hint=f"set '{reached}' as a whole",
            )
    nested = value
    for component in reversed(path):
        nested = {component: nested}
    # mappings on the way that a file has already keep the file's lines
    steps = (path[: length + 1] for length in range(len(path)))
    origins = {step: origin for step in steps if step == path or step not in document.origins}
    return document.merged(ConfigDocument(nested, origins))


def parse_setting(setting: str) -> tuple[Path, str]:
    """The path and the value's text of ``PATH=VALUE``.

    Components of the path are separated by dots; one that holds a dot, ``=`` or a quote is
    written in quotes: ``ops."my.op".config.n=5``.

    Raises:
        UsageError: It has another form.
    """
    components: list[str] = []
    position = 0
    while True:
        component, position = _component(setting, position)
        components.append(component)
        mark = setting[position : position + 1]
        if mark == "=":
            break
        if mark != ".":
            raise _bad(setting, "there is no '=' after the path")
        position += 1
    if len(components) > MAX_DEPTH:
        raise _bad(setting, f"the path has more than {MAX_DEPTH} components")
    return tuple(components), setting[position + 1 :].strip()


def _component(setting: str, start: int) -> tuple[str, int]:
    """One component of a path and the position after it."""
    quote = setting[start : start + 1]
    if quote in ('"', "'") and quote:
        return _quoted_component(setting, start, quote)
    end = start
    while end < len(setting) and setting[end] not in ".=\"'":
        end += 1
    text = setting[start:end].strip()
    if not text:
        raise _bad(setting, f"a component of the path is empty (column {start + 1})")
    if not text.isprintable() or any(mark.isspace() or mark in "[]" for mark in text):
        raise _bad(setting, f"{quoted(text)} needs quotes to be a component of a path")
    return text, end


def _quoted_component(setting: str, start: int, quote: str) -> tuple[str, int]:
    text = []
    position = start + 1
    while position < len(setting) and setting[position] != quote:
        if setting[position] == "\\" and position + 1 < len(setting):
            position += 1
        text.append(setting[position])
        position += 1
    if position >= len(setting):
        raise _bad(setting, f"the quote at column {start + 1} is not closed")
    if not text:
        raise _bad(setting, f"a component of the path is empty (column {start + 1})")
    return "".join(text), position + 1


def _bad(setting: str, problem: str) -> UsageError:
    # what stands after the '=' may be a secret
    path, sign, value = setting.partition("=")
    return UsageError(
        f"--set {quoted(path)}{'=…' if sign and value else sign}: {problem}",
        hint="write it as --set ops.my_op.config.my_field=5",
    )
