"""The names of a selection that the graph does not know, told all at once.

``nobody is called so`` and ``nobody fits at the moment`` are two things: a name that is known and
selects nothing today (``state:failed``) is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from graphmat.errors import InvalidSelectionError, did_you_mean
from graphmat.keys import AssetKey, key_strings
from graphmat.selection import words
from graphmat.selection.evaluate import DEFAULT_GROUP, Evaluation
from graphmat.selection.expression import (
    Attribute,
    Expression,
    Key,
    Named,
    Or,
    Tag,
    Traversal,
)

_SHOWN = 10
_LISTED = 8


class _Fault:
    __slots__ = ("_hint", "message", "name")

    def __init__(self, name: str, message: str, hint: Callable[[], str | None]) -> None:
        self.name = name
        self.message = message
        self._hint = hint

    def hint(self) -> str | None:
        """What may have been meant; costs a walk through all known names."""
        return self._hint()


def refuse_unknown_names(
    expression: Expression,
    evaluation: Evaluation,
    selectors: Collection[str],
    *,
    external_is_fault: bool,
) -> None:
    """Raise one error for all names that are unknown, or known to be made elsewhere.

    Args:
        expression: The selection, its named selectors put in.
        evaluation: The graph's side of it.
        selectors: The names that ``@name`` may bear.
        external_is_fault: Whether an external asset that is named to be made is refused.

    Raises:
        InvalidSelectionError: There are such names.
    """
    faults = {
        fault.message: fault
        for fault in _faults(expression, evaluation, selectors, external_is_fault)
    }
    if faults:
        raise _error(list(faults.values()))


def _error(faults: Sequence[_Fault]) -> InvalidSelectionError:
    names = [fault.name for fault in faults]
    if len(faults) == 1:
        return InvalidSelectionError(faults[0].message, names=names, hint=faults[0].hint())
    lines = [f"{len(faults)} names of the selection cannot be selected:"]
    for fault in faults[:_SHOWN]:
        hint = fault.hint()
        lines.append(f"  {fault.message}" + (f" ({hint})" if hint else ""))
    if len(faults) > _SHOWN:
        lines.append(f"  and {len(faults) - _SHOWN} more")
    return InvalidSelectionError("\n".join(lines), names=names)


def _faults(
    expression: Expression,
    evaluation: Evaluation,
    selectors: Collection[str],
    external_is_fault: bool,
) -> Iterator[_Fault]:
    # Only an operand of the outermost union asks for its assets to be made.
    waiting: list[tuple[Expression, Expression | None]] = [(expression, None)]
    while waiting:
        node, around = waiting.pop()
        waiting.extend((part, node) for part in reversed(node.operands))
        if isinstance(node, Named):
            yield _unknown_selector(node, selectors)
        elif isinstance(node, Key):
            asked_for = around is None or (isinstance(around, Or) and around is expression)
            found = evaluation.matches(node)
            exact = not words.is_wildcard(node.pattern)
            if not found:
                yield _unknown_key(node, around, evaluation)
            elif external_is_fault and asked_for and exact and not found & evaluation.made:
                yield _external(node)
        elif isinstance(node, Tag):
            if not evaluation.matches(node):
                yield _unknown_tag(node, evaluation)
        elif isinstance(node, Attribute):
            yield from _unknown_attribute(node, evaluation)


def _external(node: Key) -> _Fault:
    text = words.shown(AssetKey(words.key_parts(node.pattern)).to_user_string())
    return _Fault(
        text,
        f"asset '{text}' is external: it is made elsewhere, not here",
        lambda: f"'{node}+' selects what is made from it",
    )


def _unknown_selector(node: Named, selectors: Collection[str]) -> _Fault:
    name = words.shown(node.name)

    def hint() -> str | None:
        return (
            did_you_mean(node.name, selectors)
            or _listed("the named selectors are", selectors)
            or "the settings name no selectors"
        )

    return _Fault(name, f"there is no named selector '@{name}'", hint)


def _unknown_key(node: Key, around: Expression | None, evaluation: Evaluation) -> _Fault:
    if words.is_wildcard(node.pattern):
        text = words.shown(node.pattern)
        return _Fault(text, f"no asset key matches '{text}'", lambda: None)
    parts = words.key_parts(node.pattern)
    name = AssetKey(parts).to_user_string()

    def hint() -> str | None:
        tails = [key for key in evaluation.known if key.parts[-len(parts) :] == parts]
        if len(tails) == 1:
            return f"did you mean '{words.shown(tails[0].to_user_string())}'?"
        if name in _groups(evaluation):
            return f"there is a group of this name: '{Attribute('group', words.escape(name))}'"
        known = key_strings(evaluation.known)
        guess = did_you_mean(name, known)
        beginning = [key for key in known if key.startswith(name)]
        if isinstance(around, Traversal) and beginning:
            # A star after a bare name means its descendants; many shells and tools taught another.
            pattern = Key(f"{node.pattern}*")
            return f"{guess or ''} '{pattern}' selects all keys that begin so".lstrip()
        return guess or _listed("the assets are", known)

    return _Fault(words.shown(name), f"there is no asset '{words.shown(name)}'", hint)


def _unknown_tag(node: Tag, evaluation: Evaluation) -> _Fault:
    text = str(node).removeprefix("tag:")
    graph = evaluation.graph

    def hint() -> str | None:
        tags = {pair for key in evaluation.known for pair in graph.spec(key).tags.items()}
        name = words.literal(node.key)
        texts = [str(Tag(words.escape(key), words.escape(value))) for key, value in sorted(tags)]
        if any(key == name for key, _ in tags) and not node.value:
            return (
                f"'tag:{words.as_value(node.key)}' asks for an empty value; "
                f"'{Tag(node.key, '*')}' selects the tag with any value"
            )
        return did_you_mean(str(node), texts) or _listed("the tags are", texts)

    return _Fault(text, f"no asset has the tag '{text}'", hint)


def _unknown_attribute(node: Attribute, evaluation: Evaluation) -> Iterator[_Fault]:
    name, value = node.name, node.value
    if value is None:
        return
    text = words.shown(words.literal(value))
    if name == "state":
        known: Collection[str] = {"missing", *evaluation.log(name).words}
        if words.literal(value) not in known:
            yield _Fault(text, f"there is no state '{text}'", _hinter(text, "states", known))
    elif name == "run":
        if evaluation.log(name).of_run(words.literal(value)) is None:
            yield _Fault(text, f"there is no run '{text}'", lambda: "'run:last' is the newest run")
    elif name == "check":
        if not evaluation.matching_checks(value):
            checks = [check.to_user_string() for check in evaluation.graph.check_keys]
            yield _Fault(text, f"there is no check '{text}'", _hinter(text, "checks", checks))
    elif not evaluation.matches(node):
        yield _unknown_value(name, text, evaluation)


def _unknown_value(name: str, text: str, evaluation: Evaluation) -> _Fault:
    keys, spec = evaluation.known, evaluation.graph.spec
    match name:
        case "group":
            return _Fault(
                text, f"there is no group '{text}'", _hinter(text, "groups", _groups(evaluation))
            )
        case "kind":
            kinds = {kind for key in keys for kind in spec(key).kinds}
            return _Fault(text, f"no asset is of kind '{text}'", _hinter(text, "kinds", kinds))
        case "owner":
            owners = {owner for key in keys for owner in spec(key).owners}
            return _Fault(text, f"no asset is owned by '{text}'", _hinter(text, "owners", owners))
        case "prefix":
            prefixes = {"/".join(key.parts[:-1]) for key in keys} - {""}
            return _Fault(
                text, f"no asset key begins with '{text}'", _hinter(text, "prefixes", prefixes)
            )
        case _:
            return _Fault(text, f"no asset key holds '{text}'", lambda: None)


def _groups(evaluation: Evaluation) -> set[str]:
    spec = evaluation.graph.spec
    return {spec(key).group_name or DEFAULT_GROUP for key in evaluation.known}


def _hinter(name: str, what: str, known: Collection[str]) -> Callable[[], str | None]:
    def hint() -> str | None:
        return did_you_mean(name, known) or _listed(f"the {what} are", known)

    return hint


def _listed(beginning: str, known: Collection[str]) -> str | None:
    if not known:
        return None
    shown = sorted(known)[:_LISTED]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"{beginning} {', '.join(words.shown(name) for name in shown)}{more}"
