"""Tables as metadata: their rows, their columns, and which columns were made from which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphmat.keys import AssetKey


class _Row:
    """Something that is equal to another one with the same attributes."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]  # attributes are lists and dictionaries

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({shown})"


class TableRecord(_Row):
    """A row of a table: a mapping of column names to plain values."""

    __slots__ = ("data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = dict(data)


class TableColumnConstraints(_Row):
    """What holds for the values of a column.

    Args:
        nullable: Whether there may be none.
        unique: Whether each is there once.
        other: In words.
    """

    __slots__ = ("nullable", "other", "unique")

    def __init__(
        self, nullable: bool = True, unique: bool = False, other: Sequence[str] | None = None
    ) -> None:
        self.nullable = nullable
        self.unique = unique
        self.other = list(other or ())


class TableConstraints(_Row):
    """What holds for a whole table, in words."""

    __slots__ = ("other",)

    def __init__(self, other: Sequence[str]) -> None:
        self.other = list(other)


class TableColumn(_Row):
    """A column of a table schema."""

    __slots__ = ("constraints", "description", "name", "tags", "type")

    def __init__(
        self,
        name: str,
        type: str = "string",  # noqa: A002  # the public name
        description: str | None = None,
        constraints: TableColumnConstraints | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.type = type
        self.description = description
        self.constraints = constraints or TableColumnConstraints()
        self.tags = dict(tags or {})


class TableSchema(_Row):
    """The columns of a table."""

    __slots__ = ("columns", "constraints")

    def __init__(
        self, columns: Sequence[TableColumn], constraints: TableConstraints | None = None
    ) -> None:
        self.columns = list(columns)
        self.constraints = constraints or TableConstraints([])

    @staticmethod
    def from_name_type_dict(name_type_dict: Mapping[str, str]) -> TableSchema:
        """The schema of these columns: name → type."""
        return TableSchema([TableColumn(name, kind) for name, kind in name_type_dict.items()])


class TableColumnDep(_Row):
    """A column that another one is made from.

    Args:
        asset_key: The asset that has the column.
        column_name: Its name.
    """

    __slots__ = ("asset_key", "column_name")

    def __init__(self, asset_key: Any, column_name: str) -> None:
        self.asset_key = AssetKey.from_coercible(asset_key)
        self.column_name = column_name


class TableColumnLineage(_Row):
    """Which columns were made from which: name → the columns it is made from."""

    __slots__ = ("deps_by_column",)

    def __init__(self, deps_by_column: Mapping[str, Sequence[TableColumnDep]]) -> None:
        self.deps_by_column = {name: list(deps) for name, deps in deps_by_column.items()}
