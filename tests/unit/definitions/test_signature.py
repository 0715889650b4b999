"""Reading what a function of the user's declares."""

from __future__ import annotations

import functools

import pytest

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.signature import location_of, read_signature, user_location
from graphmat.errors import InvalidDefinitionError


def read(function, scope=None):
    """Name → (annotation, default), with no value shown as dots."""

    def shown(value):
        return ... if value is NO_VALUE else value

    found = read_signature(function, scope)
    return {p.name: (shown(p.annotation), shown(p.default)) for p in found.parameters}


def test_parameters_with_annotations_and_defaults():
    """Positional and keyword-only parameters are read, in order, texts of annotations evaluated."""

    def body(a, b: int, c: str = "x", *, d, e: list[int] = ()):
        pass

    assert read(body) == {
        "a": (..., ...),
        "b": (int, ...),
        "c": (str, "x"),
        "d": (..., ...),
        "e": (list[int], ()),
    }


def test_what_else_a_function_takes():
    """``*args`` and ``**kwargs`` are noted, and are no parameters."""

    def body(a, *args, **kwargs):
        pass

    found = read_signature(body, None)
    assert ([p.name for p in found.parameters], found.has_varargs, found.has_kwargs) == (
        ["a"],
        True,
        True,
    )


def plain():
    """Return."""
    return 1


def generator():
    """Yield."""
    yield 1


async def coroutine():
    """Return, later."""
    return 1


async def async_generator():
    """Yield, later."""
    yield 1


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        (plain, (False, False, False)),
        (generator, (True, False, False)),
        (coroutine, (False, True, False)),
        (async_generator, (False, False, True)),
    ],
)
def test_the_kinds_of_functions(function, kinds):
    """Functions that yield, that are awaited, and both are told apart, also behind a wrapper."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    for candidate in (function, wrapper):
        found = read_signature(candidate, None)
        assert (found.is_generator, found.is_coroutine, found.is_async_generator) == kinds


def test_a_wrapped_function_has_the_parameters_of_the_inner_one():
    """A decorator that keeps to the rules does not hide what a function takes."""

    def inner(a: int, b=2):
        pass

    @functools.wraps(inner)
    def wrapper(*args, **kwargs):
        pass

    assert read(wrapper) == {"a": (int, ...), "b": (..., 2)}


def test_partials_and_callable_objects():
    """What has no code of its own is read too."""

    class Callable:
        def __call__(self, x: int):
            pass

    assert read(functools.partial(lambda a, b: a, 1)) == {"b": (..., ...)}
    assert read(Callable()) == {"x": (int, ...)}


def test_what_cannot_be_read():
    """A callable without a signature is refused, not guessed."""
    with pytest.raises(InvalidDefinitionError, match="cannot be read"):
        read_signature(type, None)


def test_classes_made_in_a_function():
    """An annotation that names a local class is found through the scope of the decorator."""

    class Local:
        pass

    def body(x):
        pass

    body.__annotations__["x"] = "Local"
    assert read(body, {"Local": Local}) == {"x": (Local, ...)}


def test_places():
    """A function knows its file and line, a call the line that is being executed."""
    here = user_location()

    assert location_of(plain).file == __file__
    assert here.file == __file__
    assert location_of(print) is None
