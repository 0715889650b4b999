"""One graph, two assets: the smallest graph worth subsetting.

`bar` reads the planets and hands their distances to `foo` and their years to `baz`. `foo` turns
distances into two things: `foo_asset`, how long sunlight travels to each planet, and the length of
each year as Kepler's third law has it, which only `baz` wants. `baz_asset` says how far off
Kepler is.

    bar --distances--> foo --light_minutes--------> foo_asset
     |                  +-----kepler_years--> baz -> baz_asset
     +------------------------real_years-----^

The same three ops stand in three graphs, to show three manners:

* `my_graph_assets`: subsettable, and `foo` yields only what is asked of it.
* `eager_assets`: subsettable too, but its `foo` always returns both outputs, so asking for
  `eager_baz_asset` makes `eager_foo_asset` as well, unexpectedly.
* `joint_assets`: not subsettable; its two assets are made together or not at all.
"""

import csv
from pathlib import Path

import graphmat as dg

PLANETS = Path(__file__).parent / "data" / "planets.csv"

EARTH_MILLION_KM = 149.6
EARTH_YEAR_DAYS = 365.2
LIGHT_MILLION_KM_PER_MINUTE = 17.987547


def minutes_of_light(distances):
    return {
        planet: round(distance / LIGHT_MILLION_KM_PER_MINUTE, 1)
        for planet, distance in distances.items()
    }


def years_after_kepler(distances):
    return {planet: (distance / EARTH_MILLION_KM) ** 1.5 for planet, distance in distances.items()}


@dg.op(out={"distances": dg.Out(), "real_years": dg.Out()})
def bar():
    """Read the planets: distance from the Sun, and length of the year in Earth's years."""
    with PLANETS.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    distances = {row["planet"]: float(row["distance_million_km"]) for row in rows}
    years = {row["planet"]: float(row["orbital_period_days"]) / EARTH_YEAR_DAYS for row in rows}
    return distances, years


@dg.op(
    out={
        "light_minutes": dg.Out(is_required=False),
        "kepler_years": dg.Out(is_required=False),
    }
)
def foo(context: dg.OpExecutionContext, distances):
    """Compute from the distances what this run asks for, and nothing else."""
    if "light_minutes" in context.selected_output_names:
        minutes = minutes_of_light(distances)
        yield dg.Output(minutes, "light_minutes", metadata={"planets": len(minutes)})
    if "kepler_years" in context.selected_output_names:
        yield dg.Output(years_after_kepler(distances), "kepler_years")


@dg.op(out={"light_minutes": dg.Out(), "kepler_years": dg.Out()})
def eager_foo(distances):
    """Compute both outputs, whoever asks."""
    return minutes_of_light(distances), years_after_kepler(distances)


@dg.op
def baz(kepler_years, real_years):
    """By how many percent the year after Kepler misses the real one."""
    misses = {
        planet: round(100 * (kepler_years[planet] / real_years[planet] - 1), 2)
        for planet in real_years
    }
    worst = max(misses, key=lambda planet: abs(misses[planet]))
    return dg.Output(misses, metadata={"planets": len(misses), "worst": worst})


@dg.graph_multi_asset(
    outs={
        "foo_asset": dg.AssetOut(description="Minutes that sunlight takes to each planet."),
        "baz_asset": dg.AssetOut(description="How far Kepler's third law is off, in percent."),
    },
    can_subset=True,
)
def my_graph_assets():
    distances, real_years = bar()
    light_minutes, kepler_years = foo(distances)
    return {"foo_asset": light_minutes, "baz_asset": baz(kepler_years, real_years)}


@dg.graph_multi_asset(
    outs={"eager_foo_asset": dg.AssetOut(), "eager_baz_asset": dg.AssetOut()},
    can_subset=True,
)
def eager_assets():
    distances, real_years = bar()
    light_minutes, kepler_years = eager_foo(distances)
    return {"eager_foo_asset": light_minutes, "eager_baz_asset": baz(kepler_years, real_years)}


@dg.graph_multi_asset(outs={"joint_foo_asset": dg.AssetOut(), "joint_baz_asset": dg.AssetOut()})
def joint_assets():
    distances, real_years = bar()
    light_minutes, kepler_years = foo(distances)
    return {"joint_foo_asset": light_minutes, "joint_baz_asset": baz(kepler_years, real_years)}


defs = dg.Definitions(
    assets=[my_graph_assets, eager_assets, joint_assets],
    jobs=[
        dg.define_asset_job("everything"),
        dg.define_asset_job("only_baz", selection=["baz_asset"]),
    ],
)
