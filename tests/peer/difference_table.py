"""The list of intended differences, and its table in the README.

`python tests/peer/difference_table.py` prints the table; with `--write` it goes into the README.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
BEGIN, END = "<!-- differences -->", "<!-- end of differences -->"


def rows() -> list[dict]:
    """The rows of differences.yaml."""
    return yaml.safe_load((HERE / "differences.yaml").read_text(encoding="utf-8"))


def table() -> str:
    """The rows as a table of Markdown."""
    lines = ["| # | graphmat | dagster 1.13.29 |", "|---|---|---|"]
    lines += [f"| {row.get('rule', '')} | {row['graphmat']} | {row['peer']} |" for row in rows()]
    return "\n".join(lines)


def written(readme: str) -> str:
    """The README with the table of today between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table())  # noqa: T201  # what it is for
