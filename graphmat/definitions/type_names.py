"""Plain types under the names that older modules use."""

from __future__ import annotations

import typing

Any = typing.Any
Bool = bool
Float = float
Int = int
String = str
