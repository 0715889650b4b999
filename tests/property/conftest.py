"""Random modules of graph-backed assets, with a model that knows what each must do.

A program is drawn as plain data, written out as the source of a module that a user could have
written, and interpreted by a few lines of recursion that share nothing with the package: these
say which ops there are, what feeds them, and which value each asset must have.
"""

from __future__ import annotations

import hashlib
from itertools import count

import pytest
from hypothesis import assume
from hypothesis import strategies as st

import graphmat as dg


def mixed(name, output, *values):
    """The value that an op called so makes of its inputs: as good as unique, and short."""
    return hashlib.sha256(repr((name, output, values)).encode()).hexdigest()[:12]


class Shape:
    """An op: how many inputs and outputs, whether it also waits, whether it yields everything."""

    def __init__(self, inputs, outputs, waits, eager):
        self.inputs = inputs
        self.waits = waits
        self.eager = eager
        self.name = f"op{inputs}{outputs}{'w' if waits else ''}{'_eager' if eager else ''}"
        self.outs = ["result"] if outputs == 1 else [f"o{n}" for n in range(outputs)]

    def source(self):
        """The op as a user writes it."""
        waits = "ins={'after': dg.In(dg.Nothing)}, " if self.waits else ""
        outs = ", ".join(f"'{out}': dg.Out(is_required={self.eager})" for out in self.outs)
        names = [f"i{n}" for n in range(self.inputs)]
        values = "".join(f", {name}" for name in names)
        wanted = "NAMES" if self.eager else "context.selected_output_names"
        return (
            f"@dg.op(name='{self.name}', {waits}out={{{outs}}})\n"
            f"def {self.name}(context{values}):\n"
            f"    NAMES = {self.outs!r}\n"
            "    SEEN[context.op_handle] = set(context.selected_output_names)\n"
            "    for name in NAMES:\n"
            f"        if name in {wanted}:\n"
            f"            yield dg.Output(mixed('{self.name}', name{values}), name)\n"
        )


class Body:
    """The body of a graph: calls, each of a shape or of another body, and what is returned.

    A reference is ``("in", n)`` or ``("out", call, n)``; an argument is one, or a list of them.
    """

    def __init__(self, name, inputs, calls, returned):
        self.name = name
        self.inputs = inputs
        self.calls = calls
        self.returned = returned
        self.outs = [f"r{n}" for n in range(len(returned))]

    def source(self, decorator, parameters):
        """The graph as a user writes it."""
        lines = [decorator, f"def {self.name}({', '.join(parameters)}):"]
        for number, call in enumerate(self.calls):
            named = f".alias('{call.alias}')" if call.alias else ""
            arguments = [
                f"i{n}={self._written(argument, parameters)}"
                for n, argument in enumerate(call.arguments)
            ]
            if call.after is not None:
                arguments.append(f"after={self._written(call.after, parameters)}")
            lines.append(f"    c{number} = {call.target.name}{named}({', '.join(arguments)})")
        pairs = ", ".join(
            f"'{out}': {self._written(ref, parameters)}"
            for out, ref in zip(self.outs, self.returned, strict=True)
        )
        return "\n".join([*lines, f"    return {{{pairs}}}", ""])

    def _written(self, argument, parameters):
        if isinstance(argument, list):
            return f"[{', '.join(self._written(member, parameters) for member in argument)}]"
        if argument[0] == "in":
            return parameters[argument[1]]
        outs = self.calls[argument[1]].target.outs
        return f"c{argument[1]}" if len(outs) == 1 else f"c{argument[1]}.{outs[argument[2]]}"


class Call:
    """One call in a body."""

    def __init__(self, target, arguments, after, alias):
        self.target = target
        self.arguments = arguments
        self.after = after
        self.alias = alias


# ---------------------------------------------------------------------- drawing


def draw_body(draw, name, parameters, depth, numbers, *, may_pass):
    """A body of few calls; every result is used, or returned."""
    calls = []
    for number in range(draw(st.integers(1, 3 if depth else 2))):
        refs = [("in", n) for n in range(parameters)]
        refs += [
            ("out", earlier, n)
            for earlier, call in enumerate(calls)
            for n in range(len(call.target.outs))
        ]
        if depth and draw(st.integers(0, 2)) == 0:
            inner = draw(st.integers(0, 2)) if refs else 0
            target = draw_body(
                draw, f"g{next(numbers)}", inner, depth - 1, numbers, may_pass=may_pass
            )
        else:
            target = Shape(
                draw(st.integers(0, 2)) if refs else 0,
                draw(st.integers(1, 2)),
                bool(refs) and draw(st.integers(0, 4)) == 0,
                draw(st.booleans()),
            )
        waits = isinstance(target, Shape) and target.waits
        calls.append(
            Call(
                target,
                [draw_argument(draw, refs) for _ in range(target.inputs)],
                draw(st.sampled_from(refs)) if waits else None,
                f"called_{number}" if draw(st.integers(0, 3)) == 0 else None,
            )
        )
    return closed(draw, name, parameters, calls, may_pass)


def draw_argument(draw, refs):
    """One reference, or a fan-in list of them."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.lists(st.sampled_from(refs), min_size=1, max_size=3))
    return draw(st.sampled_from(refs))


def closed(draw, name, parameters, calls, may_pass):
    """The body with its unused inputs left out and its unused results returned."""
    used = set()
    for call in calls:
        for argument in [*call.arguments, *([call.after] if call.after else [])]:
            used.update(argument if isinstance(argument, list) else [argument])
    returned = []
    for number, call in enumerate(calls):
        outs = [("out", number, n) for n in range(len(call.target.outs))]
        if not used.intersection(outs):
            returned.append(draw(st.sampled_from(outs)))
    every = [
        ("out", number, n) for number, c in enumerate(calls) for n in range(len(c.target.outs))
    ]
    returned += draw(st.lists(st.sampled_from(every), max_size=2))
    if may_pass and parameters and draw(st.integers(0, 5)) == 0:
        returned.append(("in", draw(st.integers(0, parameters - 1))))
    used.update(returned)
    kept = [n for n in range(parameters) if ("in", n) in used]

    def renamed(argument):
        if isinstance(argument, list):
            return [renamed(member) for member in argument]
        return ("in", kept.index(argument[1])) if argument[0] == "in" else argument

    for call in calls:
        call.arguments = [renamed(argument) for argument in call.arguments]
        call.after = None if call.after is None else renamed(call.after)
    body = Body(name, len(kept), calls, [renamed(ref) for ref in returned])
    body.kept = kept
    return body


# ---------------------------------------------------------------------- the model


class ModelOp:
    """An op of the flattened graph, as the recursion finds it."""

    def __init__(self, path, shape, inputs, after):
        self.path = path
        self.shape = shape
        self.inputs = inputs
        self.after = after

    @property
    def key(self):
        """The step key."""
        return ".".join(self.path)


HAND_ON = Shape(1, 1, waits=False, eager=True)
HAND_ON.name = "return"


def atoms(value):
    """What a value is made of: ``("asset", key)`` and ``("op", step key, output)``."""
    return [atom for member in value for atom in atoms(member)] if type(value) is list else [value]


def interpret(body, given, path, ops):
    """Follow a body: record its ops, answer with what it returns."""
    made = []
    names = {}
    for call in body.calls:
        base = call.target.name
        if call.alias is None:
            names[base] = names.get(base, 0) + 1
        name = call.alias or (base if names[base] == 1 else f"{base}_{names[base]}")

        def value(argument):
            if isinstance(argument, list):
                return [value(member) for member in argument]
            return given[argument[1]] if argument[0] == "in" else made[argument[1]][argument[2]]

        inputs = [value(argument) for argument in call.arguments]
        inner = (*path, name)
        if isinstance(call.target, Body):
            kept = [inputs[n] for n in range(call.target.inputs)]
            made.append(interpret(call.target, kept, inner, ops))
        else:
            after = None if call.after is None else value(call.after)
            ops[".".join(inner)] = ModelOp(inner, call.target, inputs, after)
            made.append([("op", ".".join(inner), out) for out in call.target.outs])
    return [given[ref[1]] if ref[0] == "in" else made[ref[1]][ref[2]] for ref in body.returned]


class Program:
    """A drawn module: its definitions, and what the model says about them.

    ``ops``: step key → op. ``outputs``: asset → (step key, output). ``owner``: asset → graph.
    """

    def __init__(self, bodies, sources):
        self.sources = sources
        self.ops = {}
        self.outputs = {}
        self.owner = {}
        self.graphs = [body.name for body, _ in bodies]
        self.source = self._write(bodies)
        for body, taken in bodies:
            found = {}
            values = interpret(body, [("asset", key) for key in taken], (body.name,), found)
            for out, value in zip(body.outs, values, strict=True):
                if type(value) is list or value[0] != "op":
                    path = (body.name, f"return_{out}")
                    found[".".join(path)] = ModelOp(path, HAND_ON, [value], None)
                    value = ("op", ".".join(path), "result")  # noqa: PLW2901  # handed on
                self.outputs[f"{body.name}_{out}"] = value[1:]
                self.owner[f"{body.name}_{out}"] = body.name
            self.ops.update(found)
        self.assets_of = {}
        for key, output in self.outputs.items():
            self.assets_of.setdefault(output, []).append(key)

    def _write(self, bodies):
        parts, seen = ["import graphmat as dg", ""], set()

        def inner(body):
            for call in body.calls:
                if call.target.name in seen:
                    continue
                seen.add(call.target.name)
                if isinstance(call.target, Shape):
                    parts.append(call.target.source())
                else:
                    inner(call.target)
                    outs = ", ".join(f"'{out}': dg.GraphOut()" for out in call.target.outs)
                    names = [f"i{n}" for n in range(call.target.inputs)]
                    parts.append(call.target.source(f"@dg.graph(out={{{outs}}})", names))

        parts += [f"@dg.asset\ndef {key}():\n    return '{key}'\n" for key in self.sources]
        for body, taken in bodies:
            inner(body)
            outs = ", ".join(f"'{out}': dg.AssetOut(key='{body.name}_{out}')" for out in body.outs)
            ins = ", ".join(f"'i{n}': dg.AssetIn('{key}')" for n, key in enumerate(taken))
            decorator = f"@dg.graph_multi_asset(outs={{{outs}}}, ins={{{ins}}}, can_subset=True)"
            parts.append(body.source(decorator, [f"i{n}" for n in range(len(taken))]))
        return "\n\n".join(parts)

    def load(self):
        """Execute the module: its definitions of assets, and what its ops saw."""
        space = {"mixed": mixed, "SEEN": {}}
        exec(compile(self.source, "program.py", "exec"), space)
        return [space[name] for name in (*self.sources, *self.graphs)], space["SEEN"]

    # ------------------------------------------------------------ what must be

    def is_asset(self, output, keys):
        """Whether an output is an asset that is not selected."""
        owners = self.assets_of.get(output)
        return bool(owners) and not any(key in keys for key in owners)

    def needs(self, output, keys, missing):
        """The outputs of the same graph without which an output cannot be made."""
        op = self.ops[output[0]]
        found = set()
        for atom in (atom for value in op.inputs for atom in atoms(value)):
            if atom[0] == "op":
                source = atom[1:]
                if not self.is_asset(source, keys) or self.assets_of[source][0] in missing:
                    found.add(source)
        if op.after is not None:
            for atom in atoms(op.after):
                if atom[0] == "op" and not self.is_asset(atom[1:], keys):
                    found.add(atom[1:])
        return found

    def loads(self, step):
        """The assets of other definitions that an op takes."""
        values = self.ops[step].inputs
        return {atom[1] for value in values for atom in atoms(value) if atom[0] == "asset"}

    def closure(self, keys, missing=frozenset()):
        """All outputs that are wanted for a selection."""
        pending = [self.outputs[key] for key in keys if key in self.outputs]
        found = set(pending)
        while pending:
            for output in self.needs(pending.pop(), keys, missing) - found:
                found.add(output)
                pending.append(output)
        return found

    def made(self, wanted):
        """The assets that come of running for the wanted outputs, asked for or not."""
        running = {step for step, _ in wanted}
        outputs = set(wanted)
        for step in running:
            if self.ops[step].shape.eager:
                outputs.update((step, out) for out in self.ops[step].shape.outs)
        return {key for output in outputs for key in self.assets_of.get(output, ())}

    def value(self, key):
        """The value that an asset must have."""
        return key if key in self.sources else self._value(("op", *self.outputs[key]))

    def _value(self, atom):
        if type(atom) is list:
            return [self._value(member) for member in atom]
        if atom[0] == "asset":
            return self.value(atom[1])
        op = self.ops[atom[1]]
        values = [self._value(value) for value in op.inputs]
        return values[0] if op.shape is HAND_ON else mixed(op.shape.name, atom[2], *values)


@st.composite
def programs(draw, graphs=1, depth=2, may_pass=True):
    """Modules of one graph of assets or more, each fed by assets before it."""
    sources = ["src0", "src1"]
    known, bodies = list(sources), []
    numbers = count()
    for number in range(graphs):
        taken = draw(st.lists(st.sampled_from(known), max_size=2, unique=True))
        body = draw_body(draw, f"top{number}", len(taken), depth, numbers, may_pass=may_pass)
        bodies.append((body, [taken[n] for n in body.kept]))
        known += [f"{body.name}_{out}" for out in body.outs]
    program = Program(bodies, sources)
    # a list within a list is refused; tests/unit/graphs has the message
    assume(not any(nested(op) for op in program.ops.values()))
    return program


def nested(op):
    """Whether an input of an op is a list with a list in it."""
    return any(
        type(member) is list for value in op.inputs if type(value) is list for member in value
    )


@pytest.fixture(scope="session")
def drawn_programs():
    """The strategy of random modules; see :func:`programs`."""
    return programs


@pytest.fixture(scope="session")
def atoms_of():
    """What a value of the model is made of; see :func:`atoms`."""
    return atoms


@pytest.fixture(scope="session")
def asset_key():
    """The key that a name is."""
    return dg.AssetKey
