"""What a shell offers behind TAB: asset keys, ops, runs, jobs, partitions, of the project at hand.

The definitions are loaded as for any command. Whatever goes wrong, nothing is offered: a shell that
completes is no place for messages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from graphmat.wiring import Session

Offers = list[tuple[str, str]]
"""Words, each with a few words about it."""

_LAST_WORD = re.compile(r"[^\s,()]*$")
_MOST_RUNS = 50


def assets(ctx: typer.Context, incomplete: str) -> Offers:
    """Asset keys, for the last word of a selection; what stands before it is kept."""
    word = _LAST_WORD.search(incomplete)
    begun = word[0] if word is not None else ""
    operator = re.match(r"\d*[+*]?", begun)
    plain = begun[operator.end() :] if operator is not None else begun
    before = incomplete[: len(incomplete) - len(plain)]
    return [
        (before + each["key"], each["description"] or f"group {each['group']}")
        for each in _ask(ctx, "list_assets")["assets"]
        if each["key"].startswith(plain)
    ]


def ops(ctx: typer.Context, incomplete: str) -> Offers:
    """Step keys of the ops behind the assets."""
    found = _ask(ctx, "list_assets", with_ops=True)["ops"]
    return [
        (each["step_key"], each["description"] or each["definition"])
        for each in found
        if each["step_key"].startswith(incomplete)
    ]


def jobs(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of jobs."""
    return [
        (each["name"], each["description"] or "")
        for each in _ask(ctx, "list_assets")["jobs"]
        if each["name"].startswith(incomplete)
    ]


def runs(ctx: typer.Context, incomplete: str) -> Offers:
    """Ids of runs, newest first."""

    def read(session: Session) -> Offers:
        log = session.log()
        records = log.runs(limit=_MOST_RUNS) if log is not None else ()
        return [(each.run_id, each.status) for each in records]

    offers: Offers = _quietly(ctx, read, loads=False) or []
    return [(run_id[:8], status) for run_id, status in offers if run_id.startswith(incomplete)]


def ops_or_assets(ctx: typer.Context, incomplete: str) -> Offers:
    """What `why` is asked about: step keys and asset keys."""
    return [*ops(ctx, incomplete), *assets(ctx, incomplete)]


def _ask(ctx: typer.Context, verb: str, **arguments: Any) -> Mapping[str, Any]:
    document = _quietly(ctx, lambda session: session.call(verb, **arguments), loads=True)
    return document if document is not None else {"assets": (), "ops": (), "jobs": ()}


def _quietly(ctx: typer.Context, ask: Callable[[Session], Any], *, loads: bool) -> Any:
    """What the project answers; None where it cannot."""
    from graphmat.wiring import open_session

    given = _given(ctx)
    try:
        with (
            _silence(),
            open_session(
                folder=given.get("directory"),
                flags={name: given.get(name) for name in ("file", "module", "home", "profile")},
                loads=loads,
                say=lambda _: None,
            ) as session,
        ):
            return ask(session)
    except Exception:  # noqa: BLE001  # see the module's docstring
        return None


def _given(ctx: typer.Context) -> dict[str, Any]:
    """The options that were typed before and behind the command."""
    found: dict[str, Any] = {}
    context: Any = ctx
    while context is not None:
        found = {**{name: value for name, value in context.params.items() if value}, **found}
        context = context.parent
    return found


@contextmanager
def _silence() -> Iterator[None]:
    """What the user's module prints while it is imported must not reach the terminal."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
