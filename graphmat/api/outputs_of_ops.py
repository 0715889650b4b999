"""Every op of a module with its outputs, and what each is made from: what `why` walks along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.errors import StepNotFoundError, did_you_mean
from graphmat.graphs.flat import AssetSource, FlatDefinition, FlatOp, OpSource
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph

Place = tuple[int, int, str]
"""An output: number of its definition, index of its op there, its name."""


class Outputs:
    """The outputs of all ops of a module.

    Args:
        graph: All assets.
    """

    def __init__(self, graph: AssetGraph) -> None:
        self.graph = graph
        self.flats: list[FlatDefinition] = [graph.flat(each) for each in graph.definitions]
        self._number = {id(each): number for number, each in enumerate(graph.definitions)}

    def number(self, definition: Any) -> int:
        """The number of a definition."""
        return self._number[id(definition)]

    def op(self, place: Place) -> FlatOp:
        """The op of an output."""
        return self.flats[place[0]].ops[place[1]]

    def assets(self, place: Place) -> list[AssetKey]:
        """The assets that an output is."""
        return self.flats[place[0]].asset_keys.get((place[1], place[2]), [])

    def name(self, place: Place) -> str:
        """An output as it is typed: the step's key, a dot, the output's name."""
        return f"{self.op(place).step_key}.{place[2]}"

    def of_asset(self, key: AssetKey) -> Place | None:
        """The output that an asset is; None where no op makes it."""
        definition = self.graph.definition_by_key.get(key)
        if definition is None:
            return None
        number = self.number(definition)
        return (number, *self.flats[number].assets[key])

    def taken_by(self, place: Place) -> Iterator[tuple[str, Place | None, AssetKey | None]]:
        """What the op of an output takes: name of the input, the output, the asset.

        The output is None for an asset that no op of the module makes.
        """
        flat_op = self.op(place)
        for flat_input in flat_op.inputs:
            for source in flat_input.sources:
                if type(source) is OpSource:
                    taken = (place[0], *source.output)
                    keys = self.assets(taken)
                    yield flat_input.name, taken, keys[0] if keys else None
                elif type(source) is AssetSource:
                    yield flat_input.name, self.of_asset(source.asset_key), source.asset_key

    def fed_assets(self, places: Sequence[Place]) -> list[AssetKey]:
        """The nearest assets that are made from any of some outputs, themselves included."""
        found: list[AssetKey] = []
        seen = set(places)
        front = list(places)
        while front:
            after = []
            for place in front:
                keys = self.assets(place)
                if keys:
                    found += keys
                    continue
                for flat_op in self.flats[place[0]].ops[place[1] + 1 :]:
                    if any(source.output == place[1:] for source in flat_op.op_sources()):
                        after += [(place[0], flat_op.index, name) for name in flat_op.op.outs]
            front = [place for place in after if place not in seen]
            seen.update(front)
        return list(dict.fromkeys(found))

    # ---------------------------------------------------------------- names

    def named(self, word: str, preferred: Collection[int] = ()) -> list[Place]:
        """The outputs that a word names: those of an op, one output, or the one that an asset is.

        Args:
            word: A step's key, an op's name where one op has it, either with a dot and an output's
                name, or an asset's key.
            preferred: Numbers of the definitions that are meant where several ops have the name.

        Raises:
            StepNotFoundError: Nothing has that name, or several things have.
        """
        by_step = {
            flat_op.step_key: (number, flat_op)
            for number, flat in enumerate(self.flats)
            for flat_op in flat.ops
        }
        if word in by_step:
            return self._outputs(*by_step[word])
        key = AssetKey.from_user_string(word)
        place = self.of_asset(key)
        if place is not None:
            return [place]
        if self.graph.has(key):
            raise StepNotFoundError(f"no op makes asset '{word}': it is made elsewhere")
        step, dot, output = word.rpartition(".")
        found = _narrowed(by_step, _matching(by_step, word), preferred)
        if not found and dot:
            found = [
                each for each in _matching(by_step, step) if output in by_step[each][1].op.outs
            ]
            found = _narrowed(by_step, found, preferred)
            places = [(by_step[each][0], by_step[each][1].index, output) for each in found]
        else:
            places = [place for each in found for place in self._outputs(*by_step[each])]
        if len(found) > 1:
            raise StepNotFoundError(
                f"'{word}' can be any of: {', '.join(found)}", hint="name it with its graphs"
            )
        if not found:
            names = [
                *by_step,
                *map(str, self.graph.definition_by_key),
                *(f"{each}.{name}" for each, (_, one) in by_step.items() for name in one.op.outs),
            ]
            raise StepNotFoundError(
                f"no op, output or asset is called '{word}'",
                hint=did_you_mean(word, names) or "graphmat list --ops shows them",
            )
        return places

    @staticmethod
    def _outputs(number: int, flat_op: FlatOp) -> list[Place]:
        return [(number, flat_op.index, name) for name in flat_op.op.outs]


def _matching(by_step: dict[str, Any], word: str) -> list[str]:
    """Steps of that key, or whose key ends in that name."""
    if word in by_step:
        return [word]
    return [key for key in by_step if key.endswith(f".{word}")]


def _narrowed(by_step: dict[str, Any], found: list[str], preferred: Collection[int]) -> list[str]:
    """Of several steps those of preferred definitions, if there are any."""
    near = [each for each in found if by_step[each][0] in preferred]
    return near if len(found) > 1 and near else found
