"""``list`` as text: a table of assets, and one of their ops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, moment, place
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

_ASSET_COLUMNS = (
    Column("ASSET", keep=True),
    Column("GROUP", gives_way=3),
    Column("KINDS", wraps=True, gives_way=1),
    Column("OPS", is_right=True, gives_way=4),
    Column("UPSTREAM", wraps=True, gives_way=2),
    Column("MATERIALIZED", keep=True),
)
_OP_COLUMNS = (
    Column("STEP", wraps=True, keep=True),
    Column("TAKES", wraps=True),
    Column("GIVES", wraps=True),
    Column("AT", wraps=True),
)


def asset_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """The assets of a document of ``list`` as a table."""
    assets = document["assets"]
    has_groups = any(asset["group"] != "default" for asset in assets)
    return table_lines(
        screen, _ASSET_COLUMNS, [_asset_row(asset, has_groups=has_groups) for asset in assets]
    )


def _asset_row(asset: Mapping[str, Any], *, has_groups: bool) -> list[Text]:
    return [
        Styled(safe(asset["key"]), "bold"),
        safe(asset["group"]) if has_groups else "",
        safe(", ".join(asset["kinds"])),
        str(len(asset["ops"])) if asset["ops"] else "",
        safe(", ".join(asset["upstream"])),
        last_made(asset),
    ]


def last_made(asset: Mapping[str, Any]) -> Text:
    """When an asset was made last, in words."""
    latest = asset["latest"]
    if latest is None:
        return Styled("made elsewhere" if asset["is_external"] else "never", "dim")
    text = moment(latest["at"])
    if latest["partition"] is not None:
        text += f" [{safe(latest['partition'])}]"
    return text if latest["is_expected"] else f"{text} (unexpected)"


def op_lines(screen: Screen, ops: Sequence[Mapping[str, Any]], indent: str = "") -> list[Text]:
    """Ops as a table: what each takes and gives, and where it is called."""
    return table_lines(
        screen,
        _OP_COLUMNS,
        [
            [
                Styled(safe(op["step_key"]), "bold"),
                safe(", ".join(_taken(each, op["definition"]) for each in op["inputs"])),
                safe(", ".join(_given(each) for each in op["outputs"])),
                place(op["location"]),
            ]
            for op in ops
        ],
        indent,
    )


def _taken(op_input: Mapping[str, Any], definition: str) -> str:
    # within one definition its name says nothing new
    sources = [source.removeprefix(f"{definition}.") for source in op_input["from"]]
    if not sources:
        return str(op_input["name"])
    return f"{op_input['name']} from {' + '.join(sources)}"


def _given(output: Mapping[str, Any]) -> str:
    name = str(output["name"])
    text = name if output["is_required"] else f"{name}?"
    if output["is_dynamic"]:
        text += "[]"
    return f"{text} = {', '.join(output['assets'])}" if output["assets"] else text


def list_talk(document: Mapping[str, Any]) -> list[Text]:
    """What there is to say beside the table."""
    assets = document["assets"]
    made_here = [asset for asset in assets if not asset["is_external"]]
    missing = [asset for asset in made_here if asset["latest"] is None]
    parts = [count(len(assets), "asset")]
    if len(assets) > len(made_here):
        parts.append(f"{len(assets) - len(made_here)} made elsewhere")
    if missing:
        parts.append(f"{len(missing)} not materialized yet")
    lines: list[Text] = [", ".join(parts)]
    jobs = [safe(job["name"]) for job in document["jobs"]]
    if jobs:
        lines.append(f"{'job' if len(jobs) == 1 else 'jobs'}: {listed(jobs, 8)}")
    return lines
