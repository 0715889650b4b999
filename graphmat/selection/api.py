"""``AssetSelection``: selections in Python, for jobs and for looking at a module.

A thin wrapper around the same tree that selection texts are read into, so that every selection
has a text, and the text gives an equal selection. No selection text is read to build one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from graphmat.errors import ParameterError
from graphmat.keys import AssetCheckKey, AssetKey
from graphmat.selection import words
from graphmat.selection.expression import (
    MAX_DISTANCE,
    Attribute,
    Everything,
    Expression,
    Function,
    Key,
    Tag,
    difference,
    intersection,
    traversal,
    union,
)
from graphmat.selection.grammar import parse

if TYPE_CHECKING:
    from graphmat.selection.resolve import ResolvedSelection


class AssetSelection:
    """Which assets, and which of their checks.

    Make one with the static methods, combine several with ``|`` (either), ``&`` (both) and ``-``
    (the left without the right).

    Args:
        expression: What it stands for.
    """

    __slots__ = ("expression",)

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    # ---------------------------------------------------------------- of names and words

    @staticmethod
    def all(include_sources: bool = False) -> AssetSelection:
        """Every asset that is made here; with sources, every asset that is known."""
        return _of(Everything(), include_sources=include_sources)

    @staticmethod
    def assets(*assets_defs: Any) -> AssetSelection:
        """These assets.

        Args:
            assets_defs: Definitions (all that they make), specs, keys, texts such as ``a/b`` or
                lists of components.
        """
        return AssetSelection(_keys(assets_defs))

    @staticmethod
    def keys(*asset_keys: AssetKey | str | Sequence[str]) -> AssetSelection:
        """The assets of these keys."""
        return AssetSelection(_keys(asset_keys))

    @staticmethod
    def groups(*group_strs: str, include_sources: bool = False) -> AssetSelection:
        """The assets of these groups."""
        parts = [_attribute("group", name) for name in group_strs]
        return _of(union(parts), include_sources=include_sources)

    @staticmethod
    def key_prefixes(
        *key_prefixes: str | Sequence[str], include_sources: bool = False
    ) -> AssetSelection:
        """The assets whose keys begin with any of these components; a string is one component."""
        prefixes = [[prefix] if isinstance(prefix, str) else prefix for prefix in key_prefixes]
        parts = [Attribute("prefix", words.key_pattern(prefix)) for prefix in prefixes]
        return _of(union(parts), include_sources=include_sources)

    @staticmethod
    def key_substring(key_substring: str, include_sources: bool = False) -> AssetSelection:
        """The assets whose keys, written ``a/b``, hold this text."""
        return _of(_attribute("key_substring", key_substring), include_sources=include_sources)

    @staticmethod
    def tag(key: str, value: str, include_sources: bool = False) -> AssetSelection:
        """The assets that have this tag with this value."""
        return _of(Tag(words.escape(key), words.escape(value)), include_sources=include_sources)

    @staticmethod
    def tag_string(string: str, include_sources: bool = False) -> AssetSelection:
        """The assets that have a tag written ``key=value``, or ``key`` for an empty value."""
        key, _, value = string.partition("=")
        return AssetSelection.tag(key, value, include_sources=include_sources)

    @staticmethod
    def owner(owner: str | None) -> AssetSelection:
        """The assets of this owner; None for those without one."""
        return AssetSelection(_attribute("owner", owner))

    @staticmethod
    def kind(kind: str | None, include_sources: bool = False) -> AssetSelection:
        """The assets of this kind; None for those without one."""
        return _of(_attribute("kind", kind), include_sources=include_sources)

    @staticmethod
    def checks(*assets_defs_or_check_keys: Any) -> AssetSelection:
        """These checks and no assets.

        Args:
            assets_defs_or_check_keys: Check keys, or definitions for all checks they hold.
        """
        keys: list[AssetCheckKey] = []
        for item in assets_defs_or_check_keys:
            if isinstance(item, AssetCheckKey):
                keys.append(item)
            elif getattr(item, "check_keys", None) is not None:
                keys.extend(sorted(item.check_keys))
            else:
                raise ParameterError(
                    f"expected the key of a check or a definition with checks, not {item!r}"
                )
        return AssetSelection(union([_attribute("check", key.to_user_string()) for key in keys]))

    @staticmethod
    def checks_for_assets(*assets_defs: Any) -> AssetSelection:
        """The checks of these assets and no assets; arguments as for :meth:`assets`."""
        return AssetSelection(Function("checks", _keys(assets_defs)))

    @staticmethod
    def all_asset_checks() -> AssetSelection:
        """Every check and no assets."""
        return AssetSelection(Function("checks", Function("with_external", Everything())))

    @staticmethod
    def from_string(string: str, include_sources: bool = False) -> AssetSelection:
        """The selection that a text describes, as on the command line.

        Raises:
            InvalidSelectionError: The text cannot be read.
        """
        return _of(parse(string), include_sources=include_sources)

    @staticmethod
    def from_coercible(selection: Any) -> AssetSelection:
        """A selection from whatever names one.

        Args:
            selection: A selection, a text, a key, a definition, or a list or tuple of these for
                their union.

        Raises:
            ParameterError: It is something else, or a list of lists.
            InvalidSelectionError: A text cannot be read.
        """
        if isinstance(selection, list | tuple):
            return AssetSelection(union([_coerced(item) for item in selection]))
        return AssetSelection(_coerced(selection))

    # ---------------------------------------------------------------- from one to another

    def upstream(self, depth: int | None = None, include_self: bool = True) -> AssetSelection:
        """These assets and what they are made from; external assets are left out.

        Args:
            depth: How many levels; None for all.
            include_self: Whether these assets are part of the result.
        """
        reached = traversal(self.expression, up=_levels(depth))
        return self._reached(reached, include_self)

    def downstream(self, depth: int | None = None, include_self: bool = True) -> AssetSelection:
        """These assets and what is made from them; arguments as for :meth:`upstream`."""
        reached = traversal(self.expression, down=_levels(depth))
        return self._reached(reached, include_self)

    def _reached(self, reached: Expression, include_self: bool) -> AssetSelection:
        if include_self:
            return AssetSelection(reached)
        return AssetSelection(difference(reached, self.expression))

    def roots(self) -> AssetSelection:
        """Those of these assets that are made from none of the others."""
        return self._through("roots")

    def sources(self) -> AssetSelection:
        """The same as :meth:`roots`."""
        return self._through("roots")

    def sinks(self) -> AssetSelection:
        """Those of these assets that none of the others is made from."""
        return self._through("sinks")

    def upstream_source_assets(self) -> AssetSelection:
        """The external assets among these and above them."""
        return self._through("upstream_sources")

    def materializable(self) -> AssetSelection:
        """Those of these assets that are made here."""
        return self._through("materializable")

    def required_multi_asset_neighbors(self) -> AssetSelection:
        """These assets and all that can only be made together with one of them."""
        return self._through("required_neighbors")

    def without_checks(self) -> AssetSelection:
        """These assets without their checks."""
        return self._through("without_checks")

    def _through(self, function: str) -> AssetSelection:
        return AssetSelection(Function(function, self.expression))

    def __or__(self, other: object) -> AssetSelection:
        if not isinstance(other, AssetSelection):
            return NotImplemented
        return AssetSelection(union((self.expression, other.expression)))

    def __and__(self, other: object) -> AssetSelection:
        if not isinstance(other, AssetSelection):
            return NotImplemented
        return AssetSelection(intersection((self.expression, other.expression)))

    def __sub__(self, other: object) -> AssetSelection:
        if not isinstance(other, AssetSelection):
            return NotImplemented
        return AssetSelection(difference(self.expression, other.expression))

    def __add__(self, other: object) -> NoReturn:
        raise TypeError("asset selections are not added: write 'a | b' for their union")

    # ---------------------------------------------------------------- what it means

    def resolve(self, all_assets: Any, allow_missing: bool = False) -> frozenset[AssetKey]:
        """The assets it selects, external ones too; empty where nothing fits.

        Args:
            all_assets: ``Definitions``, their asset graph, or a list of definitions and specs.
            allow_missing: Whether unknown names are passed over.

        Raises:
            InvalidSelectionError: Names are unknown, or a word needs the event log.
        """
        return self._resolved(all_assets, allow_missing).asset_keys

    def resolve_checks(
        self, asset_graph: Any, allow_missing: bool = False
    ) -> frozenset[AssetCheckKey]:
        """The checks it selects; arguments and errors as for :meth:`resolve`."""
        return self._resolved(asset_graph, allow_missing).check_keys

    def _resolved(self, assets: Any, allow_missing: bool) -> ResolvedSelection:
        # Building a selection, which every module of jobs does, needs none of this.
        from graphmat.selection.resolve import resolve_all  # noqa: PLC0415  # only where it is asked for

        return resolve_all(
            self.expression,
            _graph_of(assets),
            include_external=True,
            allow_empty=True,
            allow_missing=allow_missing,
        )

    def to_selection_str(self) -> str:
        """The text that :meth:`from_string` reads back into an equal selection."""
        return str(self.expression)

    def __str__(self) -> str:
        return self.to_selection_str()

    def __repr__(self) -> str:
        return f"AssetSelection.from_string({self.to_selection_str()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AssetSelection) and self.expression == other.expression

    def __hash__(self) -> int:
        return hash((AssetSelection, self.expression))

    def __reduce__(self) -> tuple[Any, ...]:
        return AssetSelection, (self.expression,)


def _of(expression: Expression, *, include_sources: bool) -> AssetSelection:
    return AssetSelection(Function("with_external", expression) if include_sources else expression)


def _attribute(name: str, text: str | None) -> Attribute:
    return Attribute(name, None if text is None else words.escape(text))


def _levels(depth: int | None) -> int | None:
    if depth is not None and depth < 0:
        raise ParameterError(f"a depth is 0 or more, or None for all levels, not {depth}")
    return None if depth is None else min(depth, MAX_DISTANCE)


def _keys(items: Iterable[Any]) -> Expression:
    keys = dict.fromkeys(key for item in items for key in _keys_of(item))
    return union([Key(words.key_pattern(key.parts)) for key in keys])


def _keys_of(item: Any) -> Iterable[AssetKey]:
    """The keys that an argument stands for."""
    if isinstance(item, str):
        return (AssetKey.from_user_string(item),)
    if isinstance(item, AssetKey | list | tuple):
        return (AssetKey.from_coercible(item),)
    many = getattr(item, "keys", None)
    if many is not None and not callable(many):
        return sorted(many)
    one = getattr(item, "key", None)
    if isinstance(one, AssetKey):
        return (one,)
    raise ParameterError(f"expected an asset, its key or its name, not {item!r}")


def _coerced(item: Any) -> Expression:
    if isinstance(item, AssetSelection):
        return item.expression
    if isinstance(item, str):
        return parse(item)
    if isinstance(item, list | tuple | set | frozenset):
        raise ParameterError(
            f"a selection is a text, a key, an asset, or one list of these, not {item!r}",
            hint="for a key with several components write 'a/b' or AssetKey(['a', 'b'])",
        )
    return _keys((item,))


def _graph_of(assets: Any) -> Any:
    if hasattr(assets, "resolve_asset_graph"):
        return assets.resolve_asset_graph()
    if hasattr(assets, "parents"):
        return assets
    # Only a list of definitions needs the room below; importing it costs every `import graphmat`.
    from graphmat.graphs.asset_graph import AssetGraph  # noqa: PLC0415  # only where it is asked for

    return AssetGraph(assets)
