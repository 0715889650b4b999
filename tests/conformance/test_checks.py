"""Asset checks: on graph assets and on their own, severity, blocking, selection, record."""

import pytest


def _told(result):
    """Each evaluation as asset, check, passed; sorted."""
    return sorted(
        (one.asset_key.to_user_string(), one.check_name, one.passed)
        for one in result.get_asset_check_evaluations()
    )


def _run(dg, assets, checks=(), **options):
    """Run the job of all assets and checks."""
    defs = dg.Definitions(assets=assets, asset_checks=list(checks))
    return defs.resolve_implicit_global_asset_job_def().execute_in_process(**options)


@pytest.fixture
def number(dg):
    """An asset whose value is 3."""

    @dg.asset
    def number():
        return 3

    return number


def _checked_graph(dg, passed, **spec):
    """A graph asset `flour` with one check `fresh` inside."""

    @dg.op
    def mill():
        return [1, 2]

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=passed)

    @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour", **spec)])
    def flour():
        grain = mill()
        return {"result": grain, "flour_fresh": inspect(grain)}

    return flour


# --- checks of a graph asset --------------------------------------------------------------------


@pytest.mark.parametrize("passed", [True, False])
def test_check_of_a_graph_asset(dg, passed):
    """A check inside a graph asset is evaluated with the asset."""
    result = dg.materialize([_checked_graph(dg, passed)])
    assert _told(result) == [("flour", "fresh", passed)]


def test_checked_graph_asset_has_its_value(dg):
    """The asset of a graph with a check has its own value."""
    assert dg.materialize([_checked_graph(dg, True)]).output_for_node("flour.mill") == [1, 2]


def test_check_of_a_prefixed_graph_asset(dg):
    """With a key prefix the output of the check is named after the whole key."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=True)

    spec = dg.AssetCheckSpec("fresh", asset=dg.AssetKey(["shop", "flour"]))

    @dg.graph_asset(key_prefix="shop", check_specs=[spec])
    def flour():
        grain = mill()
        return {"result": grain, "shop__flour_fresh": inspect(grain)}

    assert _told(dg.materialize([flour])) == [("shop/flour", "fresh", True)]


def test_two_checks_of_a_graph_asset(dg):
    """A graph asset may have several checks, by several ops."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def good(grain):
        return dg.AssetCheckResult(passed=True, check_name="clean")

    @dg.op
    def bad(grain):
        return dg.AssetCheckResult(passed=False, check_name="dry")

    specs = [dg.AssetCheckSpec(name, asset="flour") for name in ("clean", "dry")]

    @dg.graph_asset(check_specs=specs)
    def flour():
        grain = mill()
        return {"result": grain, "flour_clean": good(grain), "flour_dry": bad(grain)}

    assert _told(dg.materialize([flour])) == [("flour", "clean", True), ("flour", "dry", False)]


def test_missing_check_output_is_refused(dg):
    """A graph asset that does not return its check's output is refused."""

    @dg.op
    def mill():
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="fresh"):

        @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour")])
        def flour():
            return {"result": mill()}


def test_misnamed_check_output_is_refused(dg):
    """A key that is neither the result nor a check is refused."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=True)

    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour")])
        def flour():
            grain = mill()
            return {"result": grain, "fresh": inspect(grain)}


def test_check_spec_of_another_asset_is_refused(dg):
    """A graph asset can't check an asset that it does not make."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=True)

    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="sugar")])
        def flour():
            grain = mill()
            return {"result": grain, "sugar_fresh": inspect(grain)}


def test_metadata_and_description_of_a_result(dg):
    """A check result carries metadata, a severity and a description."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(
            passed=False,
            metadata={"rows": 4},
            severity=dg.AssetCheckSeverity.WARN,
            description="a little old",
        )

    @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour")])
    def flour():
        grain = mill()
        return {"result": grain, "flour_fresh": inspect(grain)}

    (one,) = dg.materialize([flour]).get_asset_check_evaluations()
    assert one.metadata["rows"].value == 4
    assert one.severity == dg.AssetCheckSeverity.WARN
    assert one.description == "a little old"


def test_default_severity_is_error(dg):
    """A check result is of severity ERROR unless it says otherwise."""
    (one,) = dg.materialize([_checked_graph(dg, False)]).get_asset_check_evaluations()
    assert one.severity == dg.AssetCheckSeverity.ERROR


def test_failed_check_is_no_failed_run(dg):
    """A failed check that does not block leaves the run a success."""
    result = dg.materialize([_checked_graph(dg, False)])
    assert result.success
    assert len(result.get_asset_materialization_events()) == 1


def test_evaluation_event(dg):
    """An evaluation is an event of its step."""
    result = dg.materialize([_checked_graph(dg, True)])
    (event,) = [e for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"]
    assert event.step_key == "flour.inspect"


# --- asset_check --------------------------------------------------------------------------------


def test_asset_check_by_argument(dg, number):
    """An asset check receives the asset's value as an argument."""

    @dg.asset_check(asset=number)
    def positive(number):
        return dg.AssetCheckResult(passed=number > 0)

    assert _told(_run(dg, [number], [positive])) == [("number", "positive", True)]


def test_asset_check_without_argument(dg, number):
    """An asset check need not load the value."""

    @dg.asset_check(asset=number)
    def exists():
        return dg.AssetCheckResult(passed=True)

    assert _told(_run(dg, [number], [exists])) == [("number", "exists", True)]


def test_asset_check_by_key(dg, number):
    """The checked asset may be named by its key."""

    @dg.asset_check(asset="number")
    def positive(number):
        return dg.AssetCheckResult(passed=True)

    assert set(positive.check_keys) == {dg.AssetCheckKey(dg.AssetKey("number"), "positive")}
    assert _told(_run(dg, [number], [positive])) == [("number", "positive", True)]


def test_asset_check_with_a_name(dg, number):
    """A check's name may differ from its function's."""

    @dg.asset_check(asset=number, name="above_zero")
    def some_function(number):
        return dg.AssetCheckResult(passed=True)

    assert _told(_run(dg, [number], [some_function])) == [("number", "above_zero", True)]


def test_asset_check_with_a_context(dg, number):
    """An asset check may take a context."""

    @dg.asset_check(asset=number)
    def logged(context, number):
        context.log.info("checking")
        return dg.AssetCheckResult(passed=number == 3, metadata={"run": context.run.run_id})

    (one,) = _run(dg, [number], [logged]).get_asset_check_evaluations()
    assert one.passed
    assert len(one.metadata["run"].value) == 36


def test_asset_check_with_additional_ins(dg, number):
    """additional_ins load other assets for the comparison."""

    @dg.asset
    def limit():
        return 10

    @dg.asset_check(asset=number, additional_ins={"top": dg.AssetIn("limit")})
    def below(number, top):
        return dg.AssetCheckResult(passed=number < top)

    assert _told(_run(dg, [number, limit], [below])) == [("number", "below", True)]


def test_asset_check_of_a_graph_asset(dg):
    """A check of its own may check a graph asset."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset
    def made():
        return one()

    @dg.asset_check(asset=made)
    def is_one(made):
        return dg.AssetCheckResult(passed=made == 1)

    assert _told(_run(dg, [made], [is_one])) == [("made", "is_one", True)]


def test_check_runs_after_its_asset(dg, number, seen):
    """A check runs when its asset was made."""

    @dg.asset_check(asset=number)
    def positive(number):
        return dg.AssetCheckResult(passed=True)

    result = _run(dg, [number], [positive])
    order = [
        e.event_type_value for e in result.all_events if not e.event_type_value.startswith("STEP")
    ]
    assert order.index("ASSET_MATERIALIZATION") < order.index("ASSET_CHECK_EVALUATION")


def test_check_does_not_run_when_its_asset_fails(dg, seen):
    """No check of an asset that failed."""

    @dg.asset
    def broken():
        raise ValueError("x")

    @dg.asset_check(asset=broken)
    def fine(broken):
        return dg.AssetCheckResult(passed=True)

    result = _run(dg, [broken], [fine], raise_on_error=False)
    assert _told(result) == []
    assert seen(result).ran == ["broken"]


def test_check_that_raises_fails_the_run(dg, number, seen):
    """An exception in a check fails its step; the asset stays made."""

    @dg.asset_check(asset=number)
    def broken(number):
        raise ValueError("no ruler")

    result = _run(dg, [number], [broken], raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["number"]


def test_several_checks_of_one_asset(dg, number):
    """Each check of an asset gives its own evaluation."""

    @dg.asset_check(asset=number)
    def odd(number):
        return dg.AssetCheckResult(passed=number % 2 == 1)

    @dg.asset_check(asset=number)
    def large(number):
        return dg.AssetCheckResult(passed=number > 100)

    assert _told(_run(dg, [number], [odd, large])) == [
        ("number", "large", False),
        ("number", "odd", True),
    ]


def test_multi_asset_check(dg, number):
    """multi_asset_check evaluates several checks in one function."""
    specs = [dg.AssetCheckSpec("odd", asset="number"), dg.AssetCheckSpec("small", asset="number")]

    @dg.multi_asset_check(specs=specs)
    def several():
        yield dg.AssetCheckResult(check_name="odd", asset_key="number", passed=True)
        yield dg.AssetCheckResult(check_name="small", asset_key="number", passed=False)

    assert _told(_run(dg, [number], [several])) == [
        ("number", "odd", True),
        ("number", "small", False),
    ]


def test_check_specs_of_an_asset(dg):
    """@asset(check_specs=) lets the asset's function yield its checks."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("full", asset="shelf")])
    def shelf():
        yield dg.Output([1, 2])
        yield dg.AssetCheckResult(passed=True)

    assert _told(dg.materialize([shelf])) == [("shelf", "full", True)]


def test_checks_in_a_materialize_result(dg):
    """MaterializeResult(check_results=) evaluates the asset's checks."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("full", asset="shelf")])
    def shelf():
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=False)])

    assert _told(dg.materialize([shelf])) == [("shelf", "full", False)]


def test_direct_call_of_a_check(dg, number):
    """An asset check can be called like a function."""

    @dg.asset_check(asset=number)
    def positive(number):
        return dg.AssetCheckResult(passed=number > 0)

    assert positive(5).passed
    assert not positive(-5).passed


# --- blocking -----------------------------------------------------------------------------------


def _blocking(dg, passed, severity=None):
    """An asset, a blocking check of it, an asset below it."""

    @dg.asset
    def upper():
        return 1

    @dg.asset
    def lower(upper):
        return 2

    @dg.asset_check(asset=upper, blocking=True)
    def gate(upper):
        return dg.AssetCheckResult(passed=passed, severity=severity or dg.AssetCheckSeverity.ERROR)

    return [upper, lower], [gate]


def test_blocking_check_that_passes(dg, seen):
    """A blocking check that passes lets the assets below be made."""
    result = _run(dg, *_blocking(dg, passed=True))
    assert seen(result).made == ["lower", "upper"]


def test_blocking_check_that_fails(dg, seen):
    """A blocking check that fails fails the run; what is below is not made, the asset itself is."""
    result = _run(dg, *_blocking(dg, passed=False), raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["upper"]


def test_blocking_check_that_fails_raises(dg):
    """A failed blocking check raises an error that names check and asset."""
    with pytest.raises(dg.DagsterError, match="gate"):
        _run(dg, *_blocking(dg, passed=False))


def test_blocking_check_of_severity_warn(dg, seen):
    """A blocking check of severity WARN does not block."""
    result = _run(dg, *_blocking(dg, passed=False, severity=dg.AssetCheckSeverity.WARN))
    assert result.success
    assert seen(result).made == ["lower", "upper"]


def test_blocking_check_is_recorded(dg):
    """The evaluation of a failed blocking check is recorded."""
    result = _run(dg, *_blocking(dg, passed=False), raise_on_error=False)
    assert _told(result) == [("upper", "gate", False)]


def test_blocking_check_inside_a_graph_asset(dg, seen):
    """A failed blocking check of a graph asset holds back the assets below."""
    flour = _checked_graph(dg, False, blocking=True)

    @dg.asset
    def bread(flour):
        return 1

    result = dg.materialize([flour, bread], raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["flour"]


def test_non_blocking_check_inside_a_graph_asset(dg, seen):
    """A failed check that does not block lets the assets below be made."""
    flour = _checked_graph(dg, False)

    @dg.asset
    def bread(flour):
        return 1

    assert seen(dg.materialize([flour, bread])).made == ["bread", "flour"]


def test_independent_assets_pass_a_blocking_check(dg, seen):
    """A failed blocking check does not touch assets that are not below it."""
    assets, checks = _blocking(dg, passed=False)

    @dg.asset
    def apart():
        return 3

    result = _run(dg, [*assets, apart], checks, raise_on_error=False)
    assert seen(result).made == ["apart", "upper"]


# --- selecting ----------------------------------------------------------------------------------


def _two_checked(dg):
    """A subsettable graph of assets a and b, each with a check ok."""

    @dg.op
    def one():
        return 1

    @dg.op
    def two():
        return 2

    @dg.op
    def check_a(n):
        return dg.AssetCheckResult(passed=n == 1, asset_key="a")

    @dg.op
    def check_b(n):
        return dg.AssetCheckResult(passed=n == 2, asset_key="b")

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        check_specs=[dg.AssetCheckSpec("ok", asset="a"), dg.AssetCheckSpec("ok", asset="b")],
        can_subset=True,
    )
    def both():
        x, y = one(), two()
        return {"a": x, "b": y, "a_ok": check_a(x), "b_ok": check_b(y)}

    return both


def test_checks_of_a_graph_multi_asset(dg):
    """Each asset of a graph may have checks."""
    assert _told(dg.materialize([_two_checked(dg)])) == [("a", "ok", True), ("b", "ok", True)]


def test_selecting_an_asset_selects_its_checks(dg, seen):
    """A selected asset's checks run, and no others."""
    result = dg.materialize([_two_checked(dg)], selection="a")
    assert _told(result) == [("a", "ok", True)]
    assert seen(result).ran == ["both.check_a", "both.one"]


def test_selecting_an_asset_without_its_checks(dg, seen):
    """without_checks() leaves the checks out."""
    selection = dg.AssetSelection.assets("a").without_checks()
    result = dg.materialize([_two_checked(dg)], selection=selection)
    assert _told(result) == []
    assert seen(result).ran == ["both.one"]


def test_selecting_checks_alone(dg, kept_instance, seen):
    """checks_for_assets() runs the checks on the stored values."""
    both = _two_checked(dg)
    dg.materialize([both], instance=kept_instance)
    selection = dg.AssetSelection.checks_for_assets(dg.AssetKey("a"))
    result = dg.materialize([both], selection=selection, instance=kept_instance)
    assert _told(result) == [("a", "ok", True)]
    assert seen(result).ran == ["both.check_a"]
    assert seen(result).made == []


def test_selecting_a_standalone_check_alone(dg, number, kept_instance, seen):
    """A check's own job runs the check and leaves the asset alone."""

    @dg.asset_check(asset=number)
    def positive(number):
        return dg.AssetCheckResult(passed=number > 0)

    job = dg.define_asset_job("only_checks", selection=dg.AssetSelection.checks(positive))
    defs = dg.Definitions(assets=[number], asset_checks=[positive], jobs=[job])
    dg.materialize([number], instance=kept_instance)
    result = defs.resolve_job_def("only_checks").execute_in_process(instance=kept_instance)
    assert _told(result) == [("number", "positive", True)]
    assert seen(result).made == []


def test_all_asset_checks_selection(dg, number, kept_instance, seen):
    """AssetSelection.all_asset_checks() selects checks and no asset."""

    @dg.asset_check(asset=number)
    def positive(number):
        return dg.AssetCheckResult(passed=number > 0)

    job = dg.define_asset_job("only_checks", selection=dg.AssetSelection.all_asset_checks())
    defs = dg.Definitions(assets=[number], asset_checks=[positive], jobs=[job])
    dg.materialize([number], instance=kept_instance)
    result = defs.resolve_job_def("only_checks").execute_in_process(instance=kept_instance)
    assert seen(result).ran == ["number_positive"]


def test_checked_graph_asset_is_not_subsettable(dg):
    """A graph asset's checks can't be left out without can_subset."""
    selection = dg.AssetSelection.assets("flour").without_checks()
    with pytest.raises(dg.DagsterError):
        dg.materialize([_checked_graph(dg, True)], selection=selection)


# --- the record and the odd results -------------------------------------------------------------


def test_duplicate_check_is_refused(dg, number):
    """Two checks of one name on one asset are refused."""

    def _make():
        @dg.asset_check(asset=number, name="same")
        def check(number):
            return dg.AssetCheckResult(passed=True)

        return check

    with pytest.raises(dg.DagsterError, match="same"):
        _run(dg, [number], [_make(), _make()])


def test_check_spec_fields(dg):
    """A check spec shows what it was made of."""
    spec = dg.AssetCheckSpec(
        "fresh", asset="flour", description="is it?", blocking=True, metadata={"a": 1}
    )
    assert spec.name == "fresh"
    assert spec.asset_key == dg.AssetKey("flour")
    assert spec.description == "is it?"
    assert spec.blocking


def test_check_specs_on_an_asset_definition(dg):
    """An assets definition lists its checks."""
    flour = _checked_graph(dg, True)
    assert [spec.name for spec in flour.check_specs] == ["fresh"]


def test_planned_checks_are_in_the_log(dg, instance):
    """The log of a run begins with the checks that were planned."""
    result = dg.materialize([_checked_graph(dg, True)], instance=instance)
    kinds = [
        entry.dagster_event.event_type_value
        for entry in instance.all_logs(result.run_id)
        if entry.dagster_event
    ]
    assert "ASSET_CHECK_EVALUATION_PLANNED" in kinds
    assert kinds.index("ASSET_CHECK_EVALUATION_PLANNED") < kinds.index("STEP_START")


@pytest.mark.departs("rule 18")
@pytest.mark.parametrize("verdict", [True, False])
def test_bool_of_an_asset_check(dg, number, verdict):
    """A check that returns a bool is evaluated."""

    @dg.asset_check(asset=number)
    def simple(number):
        return verdict

    assert _told(_run(dg, [number], [simple])) == [("number", "simple", verdict)]


@pytest.mark.departs("rule 18")
@pytest.mark.parametrize("verdict", [True, False])
def test_bool_of_a_check_op(dg, verdict):
    """A check op of a graph asset may return a bool."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return verdict

    @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour")])
    def flour():
        grain = mill()
        return {"result": grain, "flour_fresh": inspect(grain)}

    assert _told(dg.materialize([flour])) == [("flour", "fresh", verdict)]


@pytest.mark.departs("rule 18")
def test_output_of_a_check_op(dg):
    """A check op may wrap its result in an Output."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.Output(dg.AssetCheckResult(passed=True))

    @dg.graph_asset(check_specs=[dg.AssetCheckSpec("fresh", asset="flour")])
    def flour():
        grain = mill()
        return {"result": grain, "flour_fresh": inspect(grain)}

    assert _told(dg.materialize([flour])) == [("flour", "fresh", True)]


@pytest.mark.departs("rule 18")
@pytest.mark.parametrize("value", [5, None, "yes"])
def test_what_is_no_check_result_is_an_error(dg, number, value):
    """A check that returns neither a result nor a bool fails."""

    @dg.asset_check(asset=number)
    def strange(number):
        return value

    result = _run(dg, [number], [strange], raise_on_error=False)
    assert not result.success
    assert _told(result) == []


@pytest.mark.departs("rule 18")
def test_two_checks_need_no_check_name(dg):
    """The output's name says which of an asset's checks a result is of."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=True)

    specs = [dg.AssetCheckSpec(name, asset="flour") for name in ("clean", "dry")]

    @dg.graph_asset(check_specs=specs)
    def flour():
        grain = mill()
        return {"result": grain, "flour_clean": inspect(grain), "flour_dry": inspect(grain)}

    assert _told(dg.materialize([flour])) == [("flour", "clean", True), ("flour", "dry", True)]


@pytest.mark.departs("rule 18")
def test_check_result_needs_no_asset_key_in_a_multi_asset(dg):
    """In a graph of several assets the output's name says which asset a check is of."""

    @dg.op
    def one():
        return 1

    @dg.op
    def inspect(n):
        return dg.AssetCheckResult(passed=True)

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        check_specs=[dg.AssetCheckSpec("ok", asset="a")],
    )
    def both():
        x = one()
        return {"a": x, "b": one.alias("other")(), "a_ok": inspect(x)}

    assert _told(dg.materialize([both])) == [("a", "ok", True)]


# --- more of what users build -------------------------------------------------------------------


def test_factory_of_checks(dg):
    """Checks may be made in a loop."""

    @dg.asset
    def table():
        return {"a": 1, "b": None}

    def make(column):
        @dg.asset_check(asset=table, name=f"{column}_not_null")
        def check(table):
            return dg.AssetCheckResult(passed=table[column] is not None)

        return check

    told = _told(_run(dg, [table], [make(column) for column in ("a", "b")]))
    assert told == [("table", "a_not_null", True), ("table", "b_not_null", False)]


def test_check_of_a_prefixed_asset(dg):
    """A check of a prefixed asset receives its value by the asset's name."""

    @dg.asset(key_prefix="shop")
    def flour():
        return 2

    @dg.asset_check(asset=flour)
    def heavy(flour):
        return dg.AssetCheckResult(passed=flour > 1)

    assert _told(_run(dg, [flour], [heavy])) == [("shop/flour", "heavy", True)]


def test_check_of_an_external_asset(dg, kept_instance, seen):
    """A check may check an asset that is made elsewhere."""

    @dg.asset_check(asset="delivered")
    def arrived():
        return dg.AssetCheckResult(passed=True)

    defs = dg.Definitions(assets=[dg.AssetSpec("delivered")], asset_checks=[arrived])
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert _told(result) == [("delivered", "arrived", True)]


def test_check_with_config(dg, number):
    """A check takes a Config parameter, found under the check's own name."""

    class Limit(dg.Config):
        top: int

    @dg.asset_check(asset=number)
    def below(config: Limit, number):
        return dg.AssetCheckResult(passed=number < config.top)

    result = _run(
        dg, [number], [below], run_config={"ops": {"number_below": {"config": {"top": 2}}}}
    )
    assert _told(result) == [("number", "below", False)]


def test_check_with_a_retry_policy(dg, number):
    """A check's retry policy holds."""
    tries = []

    @dg.asset_check(asset=number, retry_policy=dg.RetryPolicy(max_retries=1))
    def flaky(number):
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("again")
        return dg.AssetCheckResult(passed=True)

    assert _told(_run(dg, [number], [flaky])) == [("number", "flaky", True)]


def test_metadata_values_of_a_check(dg, number):
    """A check's metadata takes any metadata value."""

    @dg.asset_check(asset=number)
    def told(number):
        return dg.AssetCheckResult(
            passed=True,
            metadata={"md": dg.MetadataValue.md("**x**"), "n": 1.5, "ok": True, "j": {"a": [1]}},
        )

    (one,) = _run(dg, [number], [told]).get_asset_check_evaluations()
    values = {name: value.value for name, value in one.metadata.items()}
    assert values["n"] == 1.5
    assert values["ok"] is True


def test_checks_of_a_graph_asset_from_outside_and_inside(dg):
    """A graph asset may have checks inside and outside at once."""
    flour = _checked_graph(dg, True)

    @dg.asset_check(asset=flour)
    def outside(flour):
        return dg.AssetCheckResult(passed=flour == [1, 2])

    told = _told(_run(dg, [flour], [outside]))
    assert told == [("flour", "fresh", True), ("flour", "outside", True)]


def test_check_of_a_from_graph_asset(dg):
    """from_graph takes check specs, given by an output of the graph."""

    @dg.op
    def mill():
        return 1

    @dg.op
    def inspect(grain):
        return dg.AssetCheckResult(passed=True)

    @dg.graph(out={"result": dg.GraphOut(), "flour_fresh": dg.GraphOut()})
    def flour():
        grain = mill()
        return {"result": grain, "flour_fresh": inspect(grain)}

    asset = dg.AssetsDefinition.from_graph(
        flour,
        keys_by_output_name={"result": dg.AssetKey("flour")},
        check_specs=[dg.AssetCheckSpec("fresh", asset="flour")],
    )
    assert _told(dg.materialize([asset])) == [("flour", "fresh", True)]


def test_check_does_not_store_its_result(dg, memory):
    """A check's result is an evaluation, not a stored value."""
    store = memory()
    dg.materialize([_checked_graph(dg, True)], resources={"io_manager": store})
    assert store.stored == ["flour"]


def test_downstream_waits_for_a_blocking_check(dg):
    """An asset below a blocking check runs after it."""
    order = []

    @dg.asset
    def upper():
        order.append("upper")

    @dg.asset(deps=[upper])
    def a_lower():
        order.append("lower")

    @dg.asset_check(asset=upper, blocking=True)
    def z_gate():
        order.append("gate")
        return dg.AssetCheckResult(passed=True)

    _run(dg, [upper, a_lower], [z_gate])
    assert order == ["upper", "gate", "lower"]


def test_evaluations_of_the_log(dg, instance):
    """The log of a run holds its evaluations."""
    result = dg.materialize([_checked_graph(dg, False)], instance=instance)
    found = instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    (entry,) = found
    data = entry.dagster_event.event_specific_data
    assert (data.check_name, data.passed) == ("fresh", False)
