"""A small shop: what someone else delivers, what a team owns, and one graph that serves twice.

`erp/...` are assets of another system: they are known by name and never made here. `tables`
reads all that the shop needs in one op. The graph `top_three` ranks whatever amounts it is given,
and stands behind two assets.
"""

import csv
from pathlib import Path

import graphmat as dg

DATA = Path(__file__).parent / "data"

erp_orders = dg.AssetSpec(
    dg.AssetKey(["erp", "orders"]),
    description="The ERP system's own table; it exports orders.csv every night.",
    group_name="erp",
    owners=["team:erp"],
    kinds={"oracle"},
)
erp_master_data = dg.AssetSpec(
    dg.AssetKey(["erp", "master_data"]),
    description="Customers and products; exported when they change.",
    group_name="erp",
    owners=["team:erp"],
    kinds={"oracle"},
)


# --------------------------------------------------------------------------- tables


@dg.multi_asset(
    outs={
        table: dg.AssetOut(
            key_prefix="tables",
            is_required=False,
            owners=["team:shop", "data@shop.example"],
            kinds={"csv"},
            tags={"personal": "yes" if table == "customers" else "no"},
        )
        for table in ("orders", "customers", "products")
    },
    deps=[erp_orders, erp_master_data],
    group_name="tables",
    can_subset=True,
)
def tables(context):
    """Read the exported files, those that are asked for."""
    for table in ("orders", "customers", "products"):
        if table in context.selected_output_names:
            with (DATA / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines))
            yield dg.Output(rows, table, metadata={"rows": len(rows)})


# --------------------------------------------------------------------------- sales


@dg.op(out=dg.Out(description="One row for each order, with names and amounts."))
def price_orders(orders, products):
    by_id = {row["product"]: row for row in products}
    return [
        {
            "customer": row["customer"],
            "product": by_id[row["product"]]["name"],
            "amount": round(int(row["quantity"]) * float(by_id[row["product"]]["price"]), 2),
        }
        for row in orders
    ]


@dg.op(ins={"customers": dg.In(description="To call customers by their names.")})
def name_customers(lines, customers):
    names = {row["customer"]: row["name"] for row in customers}
    named = [{**line, "customer": names[line["customer"]]} for line in lines]
    return dg.Output(
        named,
        metadata={"orders": len(named), "total": round(sum(line["amount"] for line in named), 2)},
    )


@dg.graph_asset(
    ins={
        table: dg.AssetIn(key=dg.AssetKey(["tables", table]))
        for table in ("orders", "customers", "products")
    },
    group_name="sales",
    owners=["team:shop"],
    tags={"personal": "yes"},
)
def order_lines(orders, customers, products):
    """Orders with amounts and with names for numbers."""
    return name_customers(price_orders(orders, products), customers)


@dg.op(
    out={"customer": dg.Out(is_required=False), "product": dg.Out(is_required=False)},
)
def add_up(context: dg.OpExecutionContext, lines):
    """Add up the amounts by customer, by product, or both."""
    for column in ("customer", "product"):
        if column in context.selected_output_names:
            sums = {}
            for line in lines:
                sums[line[column]] = round(sums.get(line[column], 0) + line["amount"], 2)
            yield dg.Output(sums, column, metadata={"rows": len(sums)})


@dg.graph_multi_asset(
    outs={
        "customer_revenue": dg.AssetOut(tags={"personal": "yes"}, owners=["team:shop"]),
        "product_revenue": dg.AssetOut(tags={"personal": "no"}, owners=["team:shop"]),
    },
    group_name="sales",
    can_subset=True,
)
def revenue(order_lines):
    by_customer, by_product = add_up(order_lines)
    return {"customer_revenue": by_customer, "product_revenue": by_product}


# --------------------------------------------------------------------------- rankings


@dg.op
def sort_amounts(amounts):
    return sorted(amounts.items(), key=lambda row: -row[1])


@dg.op
def keep_three(ranking):
    best = [{"name": name, "amount": amount} for name, amount in ranking[:3]]
    return dg.Output(best, metadata={"first": best[0]["name"]})


@dg.graph
def top_three(amounts):
    return keep_three(sort_amounts(amounts))


rankings = [
    dg.AssetsDefinition.from_graph(
        top_three,
        keys_by_input_name={"amounts": dg.AssetKey(f"{what}_revenue")},
        keys_by_output_name={"result": dg.AssetKey(["top", f"{what}s"])},
        group_name="sales",
        tags_by_output_name={"result": {"personal": personal}},
        owners_by_output_name={"result": ["team:shop"]},
    )
    for what, personal in (("customer", "yes"), ("product", "no"))
]


defs = dg.Definitions(
    assets=[erp_orders, erp_master_data, tables, order_lines, revenue, *rankings],
    jobs=[
        dg.define_asset_job("nightly"),
        dg.define_asset_job("rankings", selection="group:sales", tags={"team": "shop"}),
    ],
)
