"""``graphmat store``: the care of stored values."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Look after the stored values.",
    no_args_is_help=True,
    epilog=epilog(("graphmat store verify",), ()),
)
Repair = Annotated[
    bool,
    typer.Option(
        "--repair", help="Set damaged objects aside, so that the next run makes their values."
    ),
]


@app.callback()
def _group() -> None:
    """Look after the stored values."""


@app.command(
    "verify",
    epilog=epilog(
        ("graphmat store verify",),
        (exit_codes.DONE, exit_codes.USAGE, exit_codes.STORAGE_UNUSABLE),
    ),
)
@with_work
def verify(work: Work, *, repair: Repair = False, json: options.Json = False) -> int:
    """Compare every stored value with what the event log says of it.

    Ends with 8 where the newest value of an asset is lost, or one that a run could go on from; a
    lost old version is only told.
    """
    from graphmat.api.store_check import lost_assets, store_of, verify_store

    with work.session(loads=False) as session:
        store = store_of(session.settings)
        document = verify_store(session.log(), store, repair=repair)
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.housekeeping import store_lines

        work.show(store_lines(work.out, document))
        lost = lost_assets(document["faults"])
        if lost:
            again = (part for key in lost[:5] for part in ("--select", key))
            work.say(f"make them again: {work.command('materialize', *again)}")
    is_bad = any(fault["needed"] for fault in document["faults"])
    return exit_codes.STORAGE_UNUSABLE if is_bad else exit_codes.DONE
