"""Configuration of ops and resources that are needed by some of the assets only."""

import dagster as dg

CONFIG = {"ops": {"both": {"ops": {"times": {"config": {"factor": 3}}}}}}
RUNS = [
    {"config": {"ops": {"both": {"ops": {"times": {"config": {"factor": 3}}}}}}},
    {},
    {"select": ["plus"]},
    {
        "select": ["plus"],
        "config": {"ops": {"both": {"ops": {"times": {"config": {"factor": 3}}}}}},
    },
    {
        "select": ["product"],
        "config": {"ops": {"both": {"ops": {"times": {"config": {"factor": 4}}}}}},
    },
    {
        "select": ["product"],
        "config": {"ops": {"both": {"ops": {"times": {"config": {"factor": "x"}}}}}},
    },
    {"select": ["greeting"], "config": {"ops": {"greeting": {"config": {"name": "Ada"}}}}},
    {"select": ["greeting"]},
    {"select": ["greeting"], "config": {"ops": {"greeting": {"config": {"nam": "Ada"}}}}},
]


class Factor(dg.Config):
    factor: int


class Greeting(dg.Config):
    name: str = "you"


class Base(dg.ConfigurableResource):
    number: int = 7

    def value(self):
        return self.number


@dg.op
def base_number(base: Base):
    return base.value()


@dg.op
def times(config: Factor, number):
    return number * config.factor


@dg.op(required_resource_keys={"step"})
def plus_step(context, number):
    return number + context.resources.step


@dg.graph_multi_asset(outs={"product": dg.AssetOut(), "plus": dg.AssetOut()}, can_subset=True)
def both():
    number = base_number()
    return {"product": times(number), "plus": plus_step(number)}


@dg.asset
def greeting(config: Greeting):
    return f"hello {config.name}"


defs = dg.Definitions(assets=[both, greeting], resources={"base": Base(number=6), "step": 1})
