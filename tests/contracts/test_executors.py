"""What every executor promises: one suite, run with each of them."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

import graphmat as dg
from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.api.resume import plan_resumption
from graphmat.api.running import find_run, run_plan
from graphmat.definitions.definitions import Definitions
from graphmat.executors.choice import ExecutorChoice
from graphmat.keys import AssetKey

EXECUTORS = {
    "in_process": ExecutorChoice("in_process", 1),
    "threads": ExecutorChoice("threads", 3),
    # a test runner has threads of its own; what it forks here does not meet them
    "processes": ExecutorChoice("processes", 3, "fork"),
    "dask": ExecutorChoice("dask", 3),
}


class Ended:
    """A run that ended, and what it left."""

    def __init__(self, finished, instance, definitions):
        self.outcome = finished.outcome
        self.events = finished.events
        self.run_id = finished.run.run_id
        self.instance = instance
        self.definitions = definitions

    def kinds(self, step_key):
        """The kinds of a step's events, in order."""
        return [event.kind for event in self.events if event.step_key == step_key]

    def steps(self, kind):
        """The steps that an event of a kind is of."""
        return sorted(event.step_key for event in self.events if event.kind == kind)

    def error(self, step_key):
        """What a step failed with, in one line."""
        document = self.outcome.failed[step_key]
        return f"{document['class']}: {document['message']}"

    def value(self, name, partition=None):
        """The stored value of an asset."""
        record = self.instance.latest_materialization(AssetKey(name), partition)
        return self.instance.store_manager.store.get(record.stored)

    def logged(self):
        """What the ops logged: step and text."""
        return [(e.step_key, e.message) for e in self.events if e.kind == "LOG_MESSAGE"]


@pytest.fixture(params=EXECUTORS)
def executor(request):
    """One executor after the other."""
    choice = EXECUTORS[request.param]
    if choice.name == "dask":
        choice.dask = {"address": request.getfixturevalue("dask_cluster").scheduler_address}
    return choice


@pytest.fixture
def instance(tmp_path):
    """A log and a store in a folder."""
    with Instance.at(tmp_path / "home") as made:
        yield made


@pytest.fixture
def carry_out(instance, executor):
    """Run a selection of some assets to its end, whatever fails."""

    def run(assets, *names, resources=None, checks=(), partition=None, resumed=None, **options):
        definitions = Definitions(assets=assets, resources=resources, asset_checks=checks)
        graph = definitions.asset_graph
        if resumed is not None:
            parent = find_run(instance, resumed)
            plan = plan_resumption(definitions, instance, parent)
        else:
            plan = plan_definitions(
                definitions,
                instance,
                keys={AssetKey(name) for name in names} or set(graph.asset_keys),
                checks=None if names else set(graph.check_keys),
                partition_key=partition,
                must_hold=False,
            )
        finished = run_plan(plan, instance, executor=executor, tolerate_resources=True, **options)
        return Ended(finished, instance, definitions)

    return run


@dg.op
def one():
    """Give 1."""
    return 1


@dg.op
def add_one(x):
    """Give one more."""
    return x + 1


@dg.op
def total(xs):
    """Give the sum."""
    return sum(xs)


# ---------------------------------------------------------------- values


def test_values_reach_their_consumers(carry_out):
    """Small values and large ones arrive as they were made, by way of several ops."""

    @dg.op
    def large():
        return list(range(5000))

    @dg.op
    def join(small, big):
        return [small, len(big), big[-1]]

    @dg.graph_asset
    def joined():
        return join(add_one(one()), large())

    ended = carry_out([joined])
    assert ended.outcome.success
    assert ended.value("joined") == [2, 5000, 4999]


def test_no_op_sees_what_another_did_to_a_value(carry_out):
    """Each consumer of a list has a list of its own."""

    @dg.op
    def made():
        return [1]

    @dg.op
    def changed(values):
        values.append(2)
        return values

    @dg.op
    def both(a, b):
        return [a, b]

    @dg.graph_asset
    def result():
        values = made()
        return both(changed.alias("first")(values), changed.alias("second")(values))

    assert carry_out([result]).value("result") == [[1, 2], [1, 2]]


def test_optional_outputs_skip_what_needs_them(carry_out):
    """A branch that was not taken is skipped with a reason; the other runs."""

    @dg.op(out={"left": dg.Out(is_required=False), "right": dg.Out(is_required=False)})
    def choose():
        yield dg.Output(1, "left")

    @dg.graph_multi_asset(
        outs={"l": dg.AssetOut(is_required=False), "r": dg.AssetOut(is_required=False)}
    )
    def both():
        left, right = choose()
        return {"l": add_one.alias("on_left")(left), "r": add_one.alias("on_right")(right)}

    ended = carry_out([both])
    assert ended.value("l") == 2
    assert list(ended.outcome.skipped) == ["both.on_right"]


def test_a_subset_tells_its_op_what_is_selected(carry_out):
    """An op that can be subset sees the selected outputs, in whatever process it runs."""

    @dg.multi_asset(
        specs=[dg.AssetSpec("x", skippable=True), dg.AssetSpec("y", skippable=True)],
        can_subset=True,
    )
    def several(context: dg.AssetExecutionContext):
        for key in sorted(context.selected_asset_keys):
            yield dg.Output(str(key), context.output_for_asset_key(key))

    ended = carry_out([several], "y")
    assert ended.outcome.success
    assert [str(e.asset_key) for e in ended.events if e.kind == "ASSET_MATERIALIZATION"] == ["y"]


def test_fan_outs_collect_in_order(carry_out):
    """Items end in any order, and are collected in the order in which they were made."""

    @dg.op(out=dg.DynamicOut())
    def fan():
        for number in range(6):
            yield dg.DynamicOutput(number, f"n{number}")

    @dg.op
    def slow_first(x):
        time.sleep(0.02 if x == 0 else 0)
        return x

    @dg.op
    def gathered(xs):
        return list(xs)

    @dg.graph_asset
    def fanned():
        return gathered(fan().map(slow_first).collect())

    assert carry_out([fanned]).value("fanned") == [0, 1, 2, 3, 4, 5]


def test_nested_fan_outs(carry_out):
    """A fan-out inside a fan-out finds the items of its own branch."""

    @dg.op(out=dg.DynamicOut())
    def outer():
        for number in (1, 2):
            yield dg.DynamicOutput(number, f"o{number}")

    @dg.op(out=dg.DynamicOut())
    def inner(x):
        for number in range(x):
            yield dg.DynamicOutput(10 * x + number, f"i{number}")

    @dg.op
    def plain(x):
        return x

    @dg.op
    def listed(xs):
        return sorted(xs)

    @dg.graph_asset
    def nested():
        return listed(outer().map(lambda x: total(inner(x).map(plain).collect())).collect())

    assert carry_out([nested]).value("nested") == [10, 41]


def test_partitions_are_known_to_the_op(carry_out):
    """The op sees its partition, and the asset is recorded for it."""
    parts = dg.StaticPartitionsDefinition(["a", "b"])

    @dg.asset(partitions_def=parts)
    def each(context: dg.AssetExecutionContext):
        return context.partition_key * 2

    assert carry_out([each], partition="b").value("each", "b") == "bb"


def test_async_ops_overlap_and_give_values(carry_out):
    """Ops that are awaited give their values as others do."""

    @dg.op
    async def waited():
        await asyncio.sleep(0.01)
        return 5

    @dg.op
    def both(a, b):
        return a + b

    @dg.graph_asset
    def result():
        return both(waited.alias("w1")(), waited.alias("w2")())

    assert carry_out([result]).value("result") == 10


# ---------------------------------------------------------------- failures


def test_failures_skip_what_follows_and_nothing_else(carry_out):
    """What depends on a failed op is skipped; the rest is made."""

    @dg.asset
    def bad():
        raise ValueError("no")

    @dg.asset
    def after(bad):
        return bad

    @dg.asset
    def apart():
        return 1

    ended = carry_out([bad, after, apart])
    assert ended.error("bad") == "ValueError: no"
    assert list(ended.outcome.skipped) == ["after"]
    assert ended.value("apart") == 1
    assert ended.kinds("bad")[-1] == "STEP_FAILURE"


def test_retries_are_made_and_told_to_the_op(carry_out):
    """A retry policy runs the op again, which sees the number of the attempt."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def flaky(context: dg.OpExecutionContext):
        if context.retry_number < 2:
            raise ValueError("not yet")
        return context.retry_number

    @dg.graph_asset
    def tried():
        return flaky()

    ended = carry_out([tried])
    assert ended.value("tried") == 2
    assert ended.kinds("tried.flaky").count("STEP_UP_FOR_RETRY") == 2


def test_the_first_failure_ends_the_run_where_that_is_asked(carry_out):
    """With fail_fast nothing begins after a failure; what was begun is recorded to its end."""

    @dg.op
    def bad():
        raise ValueError("no")

    @dg.op
    def slow():
        time.sleep(0.4)  # ends after the failure, whichever of them is begun first
        return 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        start = bad()
        return {"a": add_one(start), "b": add_one.alias("other")(slow())}

    ended = carry_out([pair], fail_fast=True)
    assert list(ended.outcome.failed) == ["pair.bad"]
    begun = ended.steps("STEP_START")
    assert begun == sorted(ended.steps("STEP_SUCCESS") + ended.steps("STEP_FAILURE"))
    assert "pair.other" not in begun


def test_what_cannot_be_pickled_is_named(carry_out):
    """A value that cannot be stored fails its op, with the output and a way out."""

    @dg.asset
    def lambda_asset():
        return lambda: 1

    ended = carry_out([lambda_asset])
    assert "output 'result' of 'lambda_asset': the value cannot be stored" in ended.error(
        "lambda_asset"
    )


def test_sys_exit_in_an_op_is_its_failure(carry_out):
    """An op that leaves by SystemExit has failed, and the run goes on."""

    @dg.asset
    def leaving():
        raise SystemExit(0)

    @dg.asset
    def apart():
        return 1

    ended = carry_out([leaving, apart])
    assert list(ended.outcome.failed) == ["leaving"]
    assert ended.value("apart") == 1


def test_a_step_that_takes_too_long_is_ended(carry_out):
    """The limit of the op's tag is kept, counts as a failure, and leaves the rest alone."""

    @dg.op(tags={"graphmat/timeout": 0.1})
    def sleeper():
        time.sleep(5)

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1), tags={"graphmat/timeout": 0.15})
    def slow_once(context: dg.OpExecutionContext):
        time.sleep(0 if context.retry_number else 5)
        return 7

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        return {"a": sleeper(), "b": slow_once()}

    ended = carry_out([pair])
    assert ended.error("pair.sleeper").startswith(
        "StepTimeoutError: 'pair.sleeper' ran longer than its limit of 0.1 s"
    )
    assert ended.value("b") == 7


def test_an_op_that_forks_does_not_run_the_rest_twice(carry_out, tmp_path):
    """A process that comes back out of an op is ended there."""
    marks = tmp_path / "marks"
    marks.mkdir()

    @dg.op
    def forking():
        if os.fork() == 0:
            return 2
        os.wait()
        return 1

    @dg.op
    def after(x):
        (marks / str(os.getpid())).touch()
        return x

    @dg.graph_asset
    def forked():
        return after(forking())

    ended = carry_out([forked])
    assert ended.value("forked") == 1
    assert len(list(marks.iterdir())) == 1


# ---------------------------------------------------------------- checks, hooks, resources, logs


def test_checks_block_what_follows(carry_out):
    """A blocking check that fails keeps what is downstream from running."""

    @dg.asset
    def base():
        return 1

    @dg.asset_check(asset=base, blocking=True)
    def never():
        return dg.AssetCheckResult(passed=False)

    @dg.asset
    def after(base):
        return base

    ended = carry_out([base, after], checks=[never])
    assert "after" in ended.outcome.skipped
    assert ended.value("base") == 1


def test_hooks_run_with_what_happened(carry_out, tmp_path):
    """Hooks see the exception of a failure and the values of a success."""

    @dg.success_hook
    def told(context):
        (tmp_path / "success").write_text(str(context.op_output_values))

    @dg.failure_hook
    def warned(context):
        (tmp_path / "failure").write_text(str(context.op_exception))

    @dg.op
    def bad():
        raise ValueError("no")

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def pair():
        return {"a": one.with_hooks({told})(), "b": bad.with_hooks({warned})()}

    carry_out([pair])
    assert (tmp_path / "success").read_text() == "{'result': 1}"
    assert (tmp_path / "failure").read_text() == "no"


def test_resources_are_open_while_ops_run_and_closed_after(carry_out, tmp_path):
    """Each process that needs a resource opens it once, and closes it, also after a failure."""

    class Tracked(dg.ConfigurableResource):
        folder: str

        def setup_for_execution(self, context):
            with open(f"{self.folder}/opened", "a") as file:
                file.write(f"{os.getpid()}\n")

        def teardown_after_execution(self, context):
            with open(f"{self.folder}/closed", "a") as file:
                file.write(f"{os.getpid()}\n")

    @dg.op
    def using(tracked: Tracked):
        return os.getpid()

    @dg.op
    def failing(x, tracked: Tracked):
        raise ValueError("no")

    @dg.graph_asset
    def used():
        return failing(using())

    ended = carry_out([used], resources={"tracked": Tracked(folder=str(tmp_path))})
    assert ended.error("used.failing") == "ValueError: no"
    opened = (tmp_path / "opened").read_text().split()
    assert sorted(opened) == sorted((tmp_path / "closed").read_text().split())
    assert len(opened) == len(set(opened))


def test_a_resource_that_cannot_be_opened_fails_the_run(carry_out):
    """What the resource raised stands in the record; nothing of the op runs."""

    class Broken(dg.ConfigurableResource):
        def setup_for_execution(self, context):
            raise RuntimeError("no connection")

    @dg.asset
    def using(broken: Broken):
        return 1

    ended = carry_out([using], resources={"broken": Broken()})
    assert not ended.outcome.success
    assert "RESOURCE_INIT_FAILURE" in [event.kind for event in ended.events]
    assert ended.instance.latest_materialization(AssetKey("using")) is None


def test_log_lines_stand_between_start_and_end(carry_out):
    """What an op logs is recorded with its step, after its start and before its end, in order."""

    @dg.asset
    def talking(context: dg.AssetExecutionContext):
        for number in range(3):
            context.log.info("line %s", number)

    ended = carry_out([talking])
    assert ended.logged() == [("talking", f"line {number}") for number in range(3)]
    kinds = ended.kinds("talking")
    assert kinds.index("STEP_START") < kinds.index("LOG_MESSAGE") < kinds.index("STEP_SUCCESS")
    sequences = [event.sequence for event in ended.events]
    assert sequences == sorted(sequences) == list(range(1, len(sequences) + 1))


def test_ops_may_ask_the_event_log(carry_out):
    """An op loads an asset of an earlier run, and asks the instance about it."""

    @dg.asset
    def early():
        return 3

    @dg.asset(deps=[early])
    def late(context: dg.AssetExecutionContext):
        known = context.instance.has_asset_key(dg.AssetKey("early"))
        return [known, context.load_asset_value(dg.AssetKey("early"))]

    carry_out([early])
    assert carry_out([early, late], "late").value("late") == [True, 3]


def test_the_context_is_that_of_the_op(carry_out):
    """``OpExecutionContext.get()`` is the context of the op that runs, beside others."""

    @dg.op
    def name_of_mine(x):
        time.sleep(0.01)
        return dg.OpExecutionContext.get().op_handle.name

    @dg.op
    def listed(a, b, c):
        return [a, b, c]

    @dg.graph_asset
    def names():
        return listed(*(name_of_mine.alias(f"op_{n}")(one.alias(f"one_{n}")()) for n in range(3)))

    assert carry_out([names]).value("names") == ["op_0", "op_1", "op_2"]


# ---------------------------------------------------------------- resuming, memory


def test_a_resumed_run_keeps_what_finished(carry_out, tmp_path):
    """Only the ops that had not finished run again, with the values of those that had."""
    switch = tmp_path / "on"

    @dg.op
    def gate(x):
        if not switch.exists():
            raise ValueError("closed")
        return x + 1

    @dg.graph_asset
    def gated():
        return add_one(gate(one()))

    first = carry_out([gated])
    assert not first.outcome.success
    switch.touch()
    again = carry_out([gated], resumed=first.run_id)
    assert again.steps("STEP_START") == ["gated.add_one", "gated.gate"]
    assert again.value("gated") == 3


def test_io_managers_of_the_user_are_asked_where_the_step_runs(carry_out, tmp_path):
    """A value goes through the I/O manager that its output names."""

    class Texts(dg.ConfigurableIOManager):
        folder: str

        def handle_output(self, context, obj):
            name = "_".join(context.get_identifier())
            (tmp_path / name).write_text(str(obj))

        def load_input(self, context):
            name = "_".join(context.get_identifier())
            return (tmp_path / name).read_text()

    @dg.asset(io_manager_key="texts")
    def written():
        return 12

    @dg.asset
    def read(written):
        return written

    ended = carry_out([written, read], resources={"texts": Texts(folder=str(tmp_path))})
    assert ended.value("read") == "12"
