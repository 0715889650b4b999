"""Plain types under the names that older modules use."""

from __future__ import annotations

import typing

Any = typing.Any
Bool = bool
Dict = dict
Float = float
Int = int
List = list
Optional = typing.Optional
Set = set
String = str
Tuple: Any = tuple
