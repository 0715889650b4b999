"""Random modules of nested, subsettable graphs of assets, the same for the same seed."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

HEAD = """import dagster as dg

SEEN = {}


@dg.asset
def source():
    return "source"
"""


class Node(NamedTuple):
    """What can be called in the body of a graph."""

    name: str
    inputs: int
    outs: list[str]


class Module:
    """One module in the making."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.parts = [HEAD]
        self.count = 0
        self.assets: list[str] = ["source"]

    def source(self) -> str:
        """The text of the module."""
        graphs = [self.top(f"top{n}") for n in range(self.random.choice([1, 1, 2]))]
        self.parts.append(f"defs = dg.Definitions(assets=[{', '.join(['source', *graphs])}])\n")
        return "\n\n".join(self.parts)

    def name(self, kind: str) -> str:
        """A name that the module has not used."""
        self.count += 1
        return f"{kind}{self.count}"

    def op(self, inputs: int) -> Node:
        """Write an op, most of them asking what is wanted of them."""
        name = self.name("op")
        outs = self.random.choice([["result"], ["m", "n"], ["m", "n"], ["m", "n", "o"]])
        # `eager` ops give everything, as ops do that know nothing of subsets
        eager = self.random.random() < 0.06 or len(outs) == 1
        out = ", ".join(f"'{each}': dg.Out(is_required={eager})" for each in outs)
        given = [f"i{n}" for n in range(inputs)]
        condition = "" if eager else " if out in context.selected_output_names"
        self.parts.append(
            f"@dg.op(out={{{out}}})\n"
            f"def {name}({', '.join(['context', *given])}):\n"
            "    SEEN[str(context.op_handle)] = set(context.selected_output_names)\n"
            f"    wanted = [out for out in {outs!r}{condition}]\n"
            "    for out in wanted:\n"
            f"        made = ' '.join(map(str, ['{name}', out, {', '.join(given)}]))\n"
            "        yield dg.Output(f'({made})', out)\n"
        )
        return Node(name, inputs, outs)

    def body(self, inputs: int, depth: int) -> tuple[list[str], list[str]]:
        """Lines of a body, and what it returns."""
        refs = [f"i{n}" for n in range(inputs)]
        lines: list[str] = []
        unused = list(refs)
        made: list[str] = []
        known: list[Node] = []
        for _ in range(self.random.randint(2, 4)):
            takes = min(len(refs), self.random.choice([0, 1, 1, 2])) or len(unused[:1])
            again = [node for node in known if node.inputs == takes]
            if again and self.random.random() < 0.2:
                node = self.random.choice(again)
            elif depth and self.random.random() < 0.35:
                node = self.graph(takes, depth - 1)
            else:
                node = self.op(takes)
            known.append(node)
            arguments = [self.argument(refs, unused) for _ in range(node.inputs)]
            number = len(lines)
            lines.append(f"    c{number} = {node.name}({', '.join(arguments)})")
            outs = (
                [f"c{number}"] if len(node.outs) == 1 else [f"c{number}.{out}" for out in node.outs]
            )
            refs += outs
            made += outs
            unused += [self.random.choice(outs)]
        returned = [ref for ref in unused if ref in made]
        more = [ref for ref in made if ref not in returned and self.random.random() < 0.35]
        for ref in [ref for ref in unused if ref not in made]:
            node = self.op(1)
            lines.append(f"    used_{ref} = {node.name}({ref})")
            returned.append(f"used_{ref}" if len(node.outs) == 1 else f"used_{ref}.{node.outs[0]}")
        return lines, returned + more

    def argument(self, refs: list[str], unused: list[str]) -> str:
        """A reference to what is there, or a list of them; what is unused is used first."""
        if len(refs) > 1 and self.random.random() < 0.12:
            chosen = self.random.sample(refs, 2)
        else:
            pool = unused if unused and self.random.random() < 0.6 else refs
            chosen = [self.random.choice(pool)]
        for each in chosen:
            if each in unused:
                unused.remove(each)
        return chosen[0] if len(chosen) == 1 else f"[{', '.join(chosen)}]"

    def graph(self, inputs: int, depth: int) -> Node:
        """Write a graph that others call."""
        lines, returned = self.body(inputs, depth)
        name = self.name("graph")
        outs = [f"r{n}" for n in range(len(returned))]
        declared = ", ".join(f"'{out}': dg.GraphOut()" for out in outs)
        self.write(name, f"@dg.graph(out={{{declared}}})", inputs, lines, outs, returned)
        return Node(name, inputs, outs)

    def top(self, name: str) -> str:
        """Write a graph of assets."""
        inputs = self.random.randint(0, min(2, len(self.assets)))
        taken = self.random.sample(self.assets, inputs)
        lines, returned = self.body(inputs, 2)
        outs = [f"{name}_{n}" for n in range(len(returned))]
        declared = ", ".join(f"'{out}': dg.AssetOut()" for out in outs)
        ins = ", ".join(f"'i{n}': dg.AssetIn('{key}')" for n, key in enumerate(taken))
        decorator = f"@dg.graph_multi_asset(outs={{{declared}}}, ins={{{ins}}}, can_subset=True)"
        self.write(name, decorator, inputs, lines, outs, returned)
        self.assets += outs
        return name

    def write(self, name, decorator, inputs, lines, outs, returned) -> None:
        """Write a decorated body."""
        parameters = ", ".join(f"i{n}" for n in range(inputs))
        pairs = ", ".join(f"'{out}': {ref}" for out, ref in zip(outs, returned, strict=True))
        self.parts.append(
            "\n".join(
                [decorator, f"def {name}({parameters}):", *lines, f"    return {{{pairs}}}\n"]
            )
        )

    def runs(self, count: int) -> list[dict]:
        """Everything, on files and in memory; then parts, on an empty and on a full store."""
        runs: list[dict] = [{}, {"memory": True}]
        for _ in range(count):
            size = self.random.randint(1, min(3, len(self.assets)))
            chosen = sorted(self.random.sample(self.assets, size))
            runs += [{"select": chosen}, {"select": chosen, "after": True}]
        return runs
