"""Run config files: YAML and JSON, read safely, with the line of each value.

Only plain data is read: no tags that make objects, no aliases, no merge keys, at most 1 MiB, 50
levels and 100,000 values, no key twice. Dates, sexagesimal numbers (``12:30``) and numbers with a
leading zero stay text, as a reader would take them; ``1e5`` is a number.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from graphmat.errors import InvalidConfigError, SourceLocation
from graphmat.resources.config_document import ConfigDocument, inner_paths
from graphmat.resources.faults import Origin, Path, path_text, quoted

if TYPE_CHECKING:
    from os import PathLike

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 50
MAX_VALUES: Final = 100_000


def read_config_file(file: str | PathLike[str]) -> ConfigDocument:
    """Read a run config file: JSON where its name ends in ``.json``, else YAML.

    Raises:
        InvalidConfigError: It cannot be read, or is not a document of plain data.
    """
    from pathlib import Path as FilePath  # noqa: PLC0415  # only where files are given

    name = str(file)
    try:
        with FilePath(file).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidConfigError(
            f"config file {quoted(name)} cannot be read: {error.strerror or error}"
        ) from None  # the system's own words say no more
    text = _decode(data, name)
    return read_json(text, name) if name.endswith(".json") else read_yaml(text, name)


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise InvalidConfigError(f"config {quoted(name)} is larger than 1 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidConfigError(f"config {quoted(name)} is not UTF-8 text: {error}") from None


def read_yaml(text: str, name: str, *, needs_mapping: bool = True) -> ConfigDocument:
    """Read a document of YAML text.

    Args:
        text: The text.
        name: The file, or words for where the text was given.
        needs_mapping: Whether the document must be a mapping; an empty one is taken for that.

    Raises:
        InvalidConfigError: It is not a document of plain data.
    """
    import yaml

    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InvalidConfigError(f"config {quoted(name)} is larger than 1 MiB")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        reader = loader(text)
        try:
            document = _YamlBuilder(yaml, reader, name).read()
        finally:
            reader.dispose()
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = mark.line + 1 if mark is not None else None
        _refuse(f"is not valid YAML: {problem}", name, line)
    if needs_mapping:
        _check_mapping(document, name)
    return document


def read_json(text: str, name: str, *, needs_mapping: bool = True) -> ConfigDocument:
    """Read a document of JSON text; see ``read_yaml``."""
    if len(text) > MAX_BYTES:
        raise InvalidConfigError(f"config {quoted(name)} is larger than 1 MiB")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            seen: set[str] = set()
            twice = next(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            _refuse(f"gives the key {quoted(twice)} twice", name, None)
        return result

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        _refuse(f"is not valid JSON: {error.msg} (column {error.colno})", name, error.lineno)
    except RecursionError:
        _refuse(f"is nested deeper than {MAX_DEPTH} levels", name, None)
    except ValueError as error:
        _refuse(f"is not valid JSON: {error}", name, None)
    _check_depth(value, name)
    document = ConfigDocument(value, _json_lines(text, value, name))
    if needs_mapping:
        _check_mapping(document, name)
    return document


def _no_constant(text: str) -> NoReturn:
    message = f"{text} is no JSON number"
    raise ValueError(message)


def _json_lines(text: str, value: Any, name: str) -> dict[Path, Origin]:
    """The lines of the values: JSON without tabs is YAML, or near enough."""
    origin: Origin = name
    if not name.startswith("--"):
        try:
            return read_yaml(text.replace("\t", " "), name, needs_mapping=False).origins
        except InvalidConfigError:
            origin = SourceLocation(name, 1)
    return {(): origin, **dict.fromkeys(inner_paths(value, ()), origin)}


def _check_depth(value: Any, name: str) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return
    _refuse(f"is nested deeper than {MAX_DEPTH} levels", name, None)


def _check_mapping(document: ConfigDocument, name: str) -> None:
    if document.value is None:
        document.value = {}
    if not isinstance(document.value, dict):
        _refuse("must be a mapping with keys such as 'ops' and 'resources'", name, 1)


def _refuse(problem: str, name: str, line: int | None) -> NoReturn:
    place = quoted(name) if line is None or name.startswith("--") else f"'{name}:{line}'"
    raise InvalidConfigError(
        f"config {place} {problem}",
        location=None if name.startswith("--") else SourceLocation(name, line or 1),
    )


class _YamlBuilder:
    """Makes plain values from YAML events, which come one by one and so can be bounded.

    Args:
        yaml: The PyYAML package.
        reader: A safe loader of PyYAML, used for its events and the meaning of scalars.
        name: The file.
    """

    def __init__(self, yaml: Any, reader: Any, name: str) -> None:
        self.yaml = yaml
        self.reader = reader
        self.name = name
        self.origins: dict[Path, Origin] = {}

    def read(self) -> ConfigDocument:
        """The only document of the text."""
        self.reader.get_event()  # the start of the stream
        if self.reader.check_event(self.yaml.StreamEndEvent):
            return ConfigDocument(None, {(): self._origin(1)})
        self.reader.get_event()  # the start of the document
        value = self._value(self.reader.get_event(), ())
        self.reader.get_event()  # the end of the document
        if not self.reader.check_event(self.yaml.StreamEndEvent):
            event = self.reader.get_event()
            self._fail("holds more than one document; give each its own file", event)
        return ConfigDocument(value, self.origins)

    def _origin(self, line: int) -> Origin:
        return self.name if self.name.startswith("--") else SourceLocation(self.name, line)

    def _fail(self, problem: str, event: Any) -> NoReturn:
        _refuse(problem, self.name, event.start_mark.line + 1)

    def _value(self, event: Any, path: Path) -> Any:
        if len(path) > MAX_DEPTH:
            self._fail(f"is nested deeper than {MAX_DEPTH} levels", event)
        if len(self.origins) > MAX_VALUES:
            self._fail(f"holds more than {MAX_VALUES} values", event)
        self.origins.setdefault(path, self._origin(event.start_mark.line + 1))
        if isinstance(event, self.yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, self.yaml.AliasEvent):
            self._fail(f"uses the alias '*{event.anchor}'; aliases are not allowed", event)
        if event.tag not in _PLAIN_COLLECTIONS:
            self._fail(f"uses the tag {quoted(event.tag)}; only plain data is allowed", event)
        if isinstance(event, self.yaml.SequenceStartEvent):
            items: list[Any] = []
            while not self.reader.check_event(self.yaml.SequenceEndEvent):
                items.append(self._value(self.reader.get_event(), (*path, len(items))))
            self.reader.get_event()
            return items
        return self._mapping(path)

    def _mapping(self, path: Path) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        while not self.reader.check_event(self.yaml.MappingEndEvent):
            event = self.reader.get_event()
            if not isinstance(event, self.yaml.ScalarEvent):
                self._fail("has a key that is not a plain name", event)
            key = self._key(event)
            line = event.start_mark.line + 1
            if key in result:
                where = path_text((*path, key))
                self._fail(f"gives '{where}' twice, first on line {lines[key]}", event)
            lines[key] = line
            self.origins[*path, key] = self._origin(line)
            result[key] = self._value(self.reader.get_event(), (*path, key))
        self.reader.get_event()
        return result

    def _key(self, event: Any) -> Any:
        if event.value == "<<" and event.implicit[0]:
            self._fail("uses the merge key '<<'; it is not allowed", event)
        value = self._scalar(event)
        # `on:` and `1.5:` are names to the one who writes them
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if isinstance(value, str) or is_number else event.value

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.reader.resolve(self.yaml.ScalarNode, event.value, event.implicit)
            if event.implicit[0] and re.fullmatch(_FLOAT_WITH_EXPONENT, event.value):
                return float(event.value)
            is_odd = tag in _NUMBERS and re.match(_ODD_NUMBER, event.value)
            if is_odd or tag not in _PLAIN_SCALARS:
                return event.value
        elif tag not in _PLAIN_SCALARS:
            self._fail(f"uses the tag {quoted(tag)}; only plain data is allowed", event)
        try:
            return self.reader.construct_object(
                self.yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
            )
        except (ValueError, KeyError):
            kind = quoted(tag.removeprefix(_TAG))
            self._fail(f"says that {quoted(event.value)} is of type {kind}, which it is not", event)


_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_COLLECTIONS: Final = frozenset({None, "!", f"{_TAG}map", f"{_TAG}seq"})
_NUMBERS: Final = frozenset({f"{_TAG}int", f"{_TAG}float"})
_PLAIN_SCALARS: Final = _NUMBERS | {f"{_TAG}{kind}" for kind in ("str", "bool", "null")}
_FLOAT_WITH_EXPONENT: Final = r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+"
_ODD_NUMBER: Final = r"[-+]?0[0-9_]|.*:"
