"""What went wrong while the user's module was imported, told in the user's words."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from graphmat.errors import GraphmatError, LoadError, SourceLocation, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType, TracebackType

    from graphmat.loading.target import Target

_OWN_FOLDER = __file__.rpartition("loading")[0]
_MISSING_NAME = r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"


def load_error(error: BaseException, target: Target) -> LoadError:
    """The error for what the code of a module raised; the caller raises it from that."""
    where = f"'{target.text}' cannot be imported"
    place = _place(error, target)
    if isinstance(error, SystemExit):
        return LoadError(
            f"sys.exit({_exit_argument(error)}) was called while '{target.text}' was imported",
            hint="a module must not end the process; guard it: if __name__ == '__main__':",
            location=place,
        )
    if isinstance(error, SyntaxError):
        return _syntax_error(error, target)
    if isinstance(error, ModuleNotFoundError) and error.name:
        return LoadError(
            f"{where}: there is no module '{error.name}'",
            hint=near_module(error.name)
            or "is it installed in the environment that graphmat runs in?",
            location=place,
        )
    text = _text(error)
    kind = type(error).__name__
    return LoadError(
        f"{where}: {kind}: {text}" if text else f"{where}: {kind}",
        hint=None if "did you mean" in text else _near_name(error),
        location=place,
    )


def located(error: GraphmatError, target: Target) -> GraphmatError:
    """An error of our own that a module raised; without a place it gets that of the call."""
    if error.location is None and error.__traceback__ is not None:
        error.location = _place(error, target)
    return error


def _exit_argument(error: SystemExit) -> str:
    return "" if error.code is None else repr(error.code)[:80]


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001  # a user's __str__ may raise anything
        return f"<the exception's own text cannot be made: {type(second).__name__}>"


def _syntax_error(error: SyntaxError, target: Target) -> LoadError:
    file = error.filename or os.fspath(target.file or target.folder)
    line = f": {error.text.strip()[:100]}" if error.text and error.text.strip() else ""
    what = "wrong indentation" if isinstance(error, IndentationError) else "syntax error"
    return LoadError(
        f"{what} in '{os.path.basename(file)}', line {error.lineno or 1}: {error.msg}{line}",  # noqa: PTH119  # text
        location=SourceLocation(file, error.lineno or 1),
    )


# ---------------------------------------------------------------- places


def _place(error: BaseException, target: Target) -> SourceLocation | None:
    """The innermost line of the project's; of any other code but ours, where there is none."""
    root = os.fspath(target.folder) + os.sep
    nearest = None
    own = None
    for frame, line in _frames(error.__traceback__):
        file = frame.f_code.co_filename
        if file.startswith((_OWN_FOLDER, "<frozen importlib")):
            continue
        nearest = SourceLocation(file, line)
        if file.startswith(root) and "site-packages" not in file:
            own = nearest
    return own or nearest


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


# ---------------------------------------------------------------- near names


def module_names(folders: Iterable[str] | None = None) -> set[str]:
    """The modules that could be imported from folders; by default, all of them."""
    import pkgutil  # noqa: PLC0415  # only where something is missing

    found = {info.name for info in pkgutil.iter_modules(folders)}
    return found if folders is not None else found | set(sys.stdlib_module_names)


def near_module(name: str) -> str | None:
    """The hint for a module that is not there, or None where no other is much like it."""
    import difflib

    package, _, last = name.rpartition(".")
    if package and package not in sys.modules:
        return None
    folders = list(getattr(sys.modules[package], "__path__", ())) if package else None
    close = difflib.get_close_matches(last, module_names(folders), n=3, cutoff=0.75)
    return did_you_mean(last, close)


def _near_name(error: BaseException) -> str | None:
    """What may have been meant by an unknown name, for the errors that bear one."""
    if isinstance(error, ImportError):
        if "no known parent package" in _text(error):
            return "a file of a package is loaded by its module's name: -m PACKAGE.MODULE"
        match = re.search(_MISSING_NAME, _text(error))
        module = sys.modules.get(match["module"]) if match else None
        return did_you_mean(match["name"], dir(module)) if match and module else None
    if isinstance(error, AttributeError) and error.name:
        return did_you_mean(error.name, _attributes(error.obj))
    if isinstance(error, NameError) and error.name:
        for frame, _ in list(_frames(error.__traceback__))[-1:]:
            if frame.f_code.co_filename.startswith(_OWN_FOLDER):
                return None
            return did_you_mean(error.name, _names_of(frame, error.name))
    return None


def _names_of(frame: FrameType, wanted: str) -> list[str]:
    """What a name may have been meant for: one of the module's own, or one of ours."""
    own = {*frame.f_globals, *frame.f_locals}
    for alias, value in frame.f_globals.items():
        if value is sys.modules["graphmat"] and wanted in _attributes(value):
            return [f"{alias}.{wanted}"]
    return [name for name in own if not name.startswith("__")]


def _attributes(owner: Any) -> list[str]:
    try:
        return [name for name in dir(owner) if not name.startswith("_")]
    except Exception:  # noqa: BLE001  # a user's __dir__ may raise anything
        return []
