"""A debugger where an op raised: in the user's own frame, however deep below it that was."""

from __future__ import annotations

import os
import sys
from types import FrameType, TracebackType

from graphmat.execution.user_code import is_own_file


def post_mortem(error: BaseException, folder: str) -> None:
    """Let the user look at an exception, beginning at the last frame of the user's own code.

    Args:
        error: The exception.
        folder: The folder of the user's code; frames of libraries lie below the user's.
    """
    import pdb  # noqa: T100  # what was asked for
    import traceback

    class UserFramePdb(pdb.Pdb):
        """Begins at the user's frame; `down` leads into the library that raised."""

        def setup(self, f: FrameType | None, tb: TracebackType | None) -> None:
            super().setup(f, tb)
            self.curindex = _user_index([frame for frame, _ in self.stack], folder, self.curindex)
            self.curframe = self.stack[self.curindex][0]
            self.curframe_locals = self.curframe.f_locals

    sys.stderr.write("".join(traceback.format_exception_only(error)))
    sys.stderr.flush()
    debugger = UserFramePdb(nosigint=True)
    debugger.reset()
    debugger.interaction(None, error.__traceback__)


def _user_index(frames: list[FrameType], folder: str, last: int) -> int:
    """The place of the innermost frame of the user's own code, else of any that is not ours."""
    root = os.path.abspath(folder or ".") + os.sep  # noqa: PTH100  # compared as text
    others = None
    for index in range(last, -1, -1):
        file = frames[index].f_code.co_filename
        if file.startswith(root) and f"{os.sep}site-packages{os.sep}" not in file:
            return index
        if others is None and not is_own_file(file):
            others = index
    return last if others is None else others
