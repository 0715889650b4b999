"""The weather of Seattle: from two files of measurements to an almanac one can read.

    daily_observations --> daily_weather --> climate: monthly_table, yearly_summary, outdoor_months
                                |  +-------> extremes: records, spells
                                v
                          quality_report
                                ^
    hourly_temperatures --------+----------> hourly_profile: reference_year, daily_rhythm

    nearly all of these --> seattle_almanac

`climate`, `extremes` and `hourly_profile` are graphs that make several assets each, and any of
these assets can be made alone. `outdoor_months` is computed from its sibling `monthly_table`.
"""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from statistics import fmean

import graphmat as dg

DATA = Path(__file__).parent / "data"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DRY_BELOW_MM = 0.1
PLAUSIBLE = {"high": (-20, 45), "low": (-25, 30), "rain": (0, 150), "wind": (0, 30)}
SPARKS = "▁▂▃▄▅▆▇█"


def read_table(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def spark(values):
    """Draw numbers as a row of little columns."""
    lowest, highest = min(values), max(values)
    step = (highest - lowest) / (len(SPARKS) - 1)
    return "".join(SPARKS[round((value - lowest) / step)] for value in values)


def in_words(day):
    when = date.fromisoformat(day)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


# --------------------------------------------------------------------------- the two sources


@dg.asset(group_name="sources", kinds={"csv"}, owners=["team:weather"])
def daily_observations():
    """One row a day, 2012 to 2015, as it stands in the file: everything is text."""
    rows = read_table(DATA / "seattle-weather.csv")
    return dg.Output(rows, metadata={"rows": len(rows), "file": "seattle-weather.csv"})


@dg.asset(group_name="sources", kinds={"csv"}, owners=["team:weather"])
def hourly_temperatures():
    """One row an hour for one reference year, in degrees Fahrenheit, as text."""
    rows = read_table(DATA / "seattle-temps.csv")
    return dg.Output(rows, metadata={"rows": len(rows), "file": "seattle-temps.csv"})


# --------------------------------------------------------------------------- clean measurements


@dg.op
def parse_days(rows):
    """Turn text into dates and numbers: mm, degrees Celsius, m/s."""
    return [
        {
            "date": row["date"].replace("/", "-"),
            "rain": float(row["precipitation"]),
            "high": float(row["temp_max"]),
            "low": float(row["temp_min"]),
            "wind": float(row["wind"]),
            "sky": row["weather"],
        }
        for row in rows
    ]


@dg.op
def put_in_order(days):
    """Sort by date and keep the first of any day that is there twice."""
    in_order = sorted(days, key=lambda day: day["date"])
    unique = [next(same) for _, same in groupby(in_order, key=lambda day: day["date"])]
    return dg.Output(
        unique,
        metadata={
            "days": len(unique),
            "duplicates": len(days) - len(unique),
            "first": unique[0]["date"],
            "last": unique[-1]["date"],
        },
    )


@dg.graph_asset(group_name="measurements")
def daily_weather(daily_observations):
    """The days in order, with numbers for numbers."""
    return put_in_order(parse_days(daily_observations))


# --------------------------------------------------------------------------- can it be trusted?


def verdict(check, faults, checked):
    found = f"{len(faults)} wrong, first: {faults[0]}" if faults else "all good"
    return {"check": check, "passed": not faults, "detail": f"{checked:,} checked, {found}"}


@dg.op
def no_day_is_missing(days):
    there = {day["date"] for day in days}
    first, last = date.fromisoformat(min(there)), date.fromisoformat(max(there))
    calendar = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    missing = [day.isoformat() for day in calendar if day.isoformat() not in there]
    return verdict("no day is missing", missing, len(calendar))


@dg.op
def values_are_plausible(days):
    odd = [
        f"{name} {day[name]} on {day['date']}"
        for day in days
        for name, (least, most) in PLAUSIBLE.items()
        if not least <= day[name] <= most
    ]
    return verdict("values are plausible", odd, len(days) * len(PLAUSIBLE))


@dg.op
def highs_are_above_lows(days):
    upside_down = [day["date"] for day in days if day["high"] <= day["low"]]
    return verdict("each day's high is above its low", upside_down, len(days))


@dg.op
def no_hour_is_missing(rows):
    there = {row["date"] for row in rows}
    start = date(2010, 1, 1)
    year = [(start + timedelta(days=n)).strftime("%Y/%m/%d") for n in range(365)]
    hours = [f"{day} {hour:02}:00" for day in year for hour in range(24)]
    missing = [hour for hour in hours if hour not in there]
    return verdict("no hour is missing", missing, len(hours))


@dg.op
def list_checks(checks):
    return list(checks)


@dg.graph
def check_days(days):
    """Three looks at the days, side by side."""
    return list_checks(
        [no_day_is_missing(days), values_are_plausible(days), highs_are_above_lows(days)]
    )


@dg.op
def judge(day_checks, hour_check):
    """Bring all checks into one report; a failed one is told, not hidden."""
    checks = [*day_checks, hour_check]
    failed = sum(not check["passed"] for check in checks)
    report = {"passed": len(checks) - failed, "failed": failed, "checks": checks}
    return dg.Output(report, metadata={"passed": report["passed"], "failed": failed})


@dg.graph_asset(group_name="quality", tags={"role": "report"})
def quality_report(daily_weather, hourly_temperatures):
    """What is wrong with the measurements, if anything."""
    return judge(check_days(daily_weather), no_hour_is_missing(hourly_temperatures))


# --------------------------------------------------------------------------- climate


@dg.op(out={"by_month": dg.Out(is_required=False), "by_year": dg.Out(is_required=False)})
def group_days(context: dg.OpExecutionContext, days):
    """Lay the days on heaps: twelve months (of any year), or four years."""
    for output, letters in (("by_month", slice(5, 7)), ("by_year", slice(0, 4))):
        if output in context.selected_output_names:
            heaps = {}
            for day in days:
                heaps.setdefault(day["date"][letters], []).append(day)
            yield dg.Output(dict(sorted(heaps.items())), output, metadata={"heaps": len(heaps)})


@dg.op
def temperatures(heaps):
    return {
        name: {
            "mean_high": round(fmean(day["high"] for day in days), 1),
            "mean_low": round(fmean(day["low"] for day in days), 1),
        }
        for name, days in heaps.items()
    }


@dg.op
def rain_and_sky(heaps):
    summary = {}
    for name, days in heaps.items():
        skies = Counter(day["sky"] for day in days)
        wet = sum(day["rain"] >= DRY_BELOW_MM for day in days)
        summary[name] = {
            "rain_mm": round(sum(day["rain"] for day in days), 1),
            "wet_share": round(wet / len(days), 3),
            "sunny_share": round(skies["sun"] / len(days), 3),
            "days": len(days),
        }
    return summary


@dg.op
def join_columns(parts):
    """Put summaries of the same heaps side by side, one row for each heap."""
    rows = [
        {"name": name, **{key: value for part in parts for key, value in part[name].items()}}
        for name in parts[0]
    ]
    return dg.Output(rows, metadata={"rows": len(rows)})


@dg.graph
def summarise(heaps):
    """Summarise each heap of days, be they months or years."""
    return join_columns([temperatures(heaps), rain_and_sky(heaps)])


@dg.op
def name_months(rows):
    """Call the months by name, and give the rain of one average month."""
    years = round(sum(row["days"] for row in rows) / 365.25)
    table = [
        {**row, "name": MONTHS[int(row["name"]) - 1], "rain_mm": round(row["rain_mm"] / years, 1)}
        for row in rows
    ]
    return dg.Output(table, metadata={"rows": len(table), "years": years})


@dg.op
def rank_months(months):
    """Order the months by how pleasant it is to be out: sunny, dry, near 22 degrees."""

    def pleasure(month):
        warmth = max(0.0, 1 - abs(month["mean_high"] - 22) / 22)
        return round(100 * month["sunny_share"] * (1 - month["wet_share"]) * warmth, 1)

    ranking = [{"name": month["name"], "pleasure": pleasure(month)} for month in months]
    ranking.sort(key=lambda row: -row["pleasure"])
    return dg.Output(ranking, metadata={"best": ranking[0]["name"], "worst": ranking[-1]["name"]})


@dg.graph_multi_asset(
    outs={
        "monthly_table": dg.AssetOut(description="An average year, month by month."),
        "yearly_summary": dg.AssetOut(description="Each year in one row."),
        "outdoor_months": dg.AssetOut(description="The months, the pleasantest first."),
    },
    group_name="climate",
    can_subset=True,
)
def climate(daily_weather):
    by_month, by_year = group_days(daily_weather)
    months = name_months(summarise.alias("months")(by_month))
    return {
        "monthly_table": months,
        "yearly_summary": summarise.alias("years")(by_year),
        "outdoor_months": rank_months(months),
    }


# --------------------------------------------------------------------------- extremes


@dg.op
def hottest_and_coldest(days):
    hottest = max(days, key=lambda day: day["high"])
    coldest = min(days, key=lambda day: day["low"])
    return [
        {"record": "hottest day", "value": hottest["high"], "unit": "°C", "date": hottest["date"]},
        {"record": "coldest night", "value": coldest["low"], "unit": "°C", "date": coldest["date"]},
    ]


@dg.op
def wettest_and_windiest(days):
    wettest = max(days, key=lambda day: day["rain"])
    windiest = max(days, key=lambda day: day["wind"])
    return [
        {"record": "wettest day", "value": wettest["rain"], "unit": "mm", "date": wettest["date"]},
        {
            "record": "windiest day",
            "value": windiest["wind"],
            "unit": "m/s",
            "date": windiest["date"],
        },
    ]


@dg.op
def list_records(finds):
    records = [record for find in finds for record in find]
    return dg.Output(records, metadata={"records": len(records)})


@dg.op(out={"dry": dg.Out(), "wet": dg.Out()})
def split_dry_from_wet(days):
    dry = [day["date"] for day in days if day["rain"] < DRY_BELOW_MM]
    wet = [day["date"] for day in days if day["rain"] >= DRY_BELOW_MM]
    return dry, wet


@dg.op
def longest_run(dates):
    """Find the longest row of days without a gap."""
    ordinals = [date.fromisoformat(day).toordinal() for day in dates]
    runs = [
        [ordinal for _, ordinal in run]
        for _, run in groupby(enumerate(ordinals), key=lambda pair: pair[1] - pair[0])
    ]
    best = max(runs, key=len)
    first, last = (date.fromordinal(best[end]).isoformat() for end in (0, -1))
    return {"days": len(best), "first": first, "last": last}


@dg.op
def name_spells(dry, wet):
    return dg.Output(
        {"longest dry spell": dry, "longest wet spell": wet},
        metadata={"dry_days": dry["days"], "wet_days": wet["days"]},
    )


@dg.graph_multi_asset(
    outs={
        "records": dg.AssetOut(description="The days that stood out."),
        "spells": dg.AssetOut(description="The longest time with and without rain."),
    },
    group_name="climate",
    can_subset=True,
)
def extremes(daily_weather):
    dry, wet = split_dry_from_wet(daily_weather)
    return {
        "records": list_records(
            [hottest_and_coldest(daily_weather), wettest_and_windiest(daily_weather)]
        ),
        "spells": name_spells(
            longest_run.alias("longest_dry")(dry), longest_run.alias("longest_wet")(wet)
        ),
    }


# --------------------------------------------------------------------------- the hours


@dg.op
def to_celsius(rows):
    return [(row["date"], (float(row["temp"]) - 32) * 5 / 9) for row in rows]


@dg.op
def mean_of_months(hours):
    months = {name: [] for name in MONTHS}
    for when, celsius in hours:
        months[MONTHS[int(when[5:7]) - 1]].append(celsius)
    means = {name: round(fmean(values), 1) for name, values in months.items()}
    return dg.Output(means, metadata={"hours": len(hours)})


@dg.op
def mean_of_hours(hours):
    """The course of an average day, in winter and in summer."""
    seasons = {"winter": ("12", "01", "02"), "summer": ("06", "07", "08")}
    rhythm = {season: [[] for _ in range(24)] for season in seasons}
    for when, celsius in hours:
        for season, months in seasons.items():
            if when[5:7] in months:
                rhythm[season][int(when[11:13])].append(celsius)
    return {season: [round(fmean(hour), 1) for hour in hours] for season, hours in rhythm.items()}


@dg.graph(out={"reference_year": dg.GraphOut(), "daily_rhythm": dg.GraphOut()})
def hourly_profile(hourly_temperatures):
    hours = to_celsius(hourly_temperatures)
    return {"reference_year": mean_of_months(hours), "daily_rhythm": mean_of_hours(hours)}


hourly_assets = dg.AssetsDefinition.from_graph(
    hourly_profile,
    group_name="climate",
    descriptions_by_output_name={
        "reference_year": "Mean temperature of each month of the reference year.",
        "daily_rhythm": "Mean temperature of each hour of the day, in winter and in summer.",
    },
    can_subset=True,
)


# --------------------------------------------------------------------------- the almanac


@dg.op
def years_section(years):
    lines = ["## The years", "", "| year | mean high | mean low | rain | wet days | sunny days |"]
    lines.append("|------|----------:|---------:|-----:|---------:|-----------:|")
    lines += [
        f"| {row['name']} | {row['mean_high']:.1f} °C | {row['mean_low']:.1f} °C "
        f"| {row['rain_mm']:.0f} mm | {row['wet_share']:.0%} | {row['sunny_share']:.0%} |"
        for row in years
    ]
    return "\n".join(lines)


@dg.op
def months_section(months, reference_year, ranking):
    lines = ["## An average year", "", "        low  high          rain"]
    for month in months:
        bar = "▇" * round(month["rain_mm"] / 8)
        lines.append(
            f"    {month['name']} {month['mean_low']:4.1f}  {month['mean_high']:4.1f} °C"
            f"  {month['rain_mm']:5.1f} mm  {bar}"
        )
    milder = fmean(
        (month["mean_high"] + month["mean_low"]) / 2 - reference_year[month["name"]]
        for month in months
    )
    best, worst = ranking[0]["name"], ranking[-1]["name"]
    lines += [
        "",
        f"Go out in {best}; in {worst}, read. By the middle of its highs and lows a month",
    ]
    lines += [f"was {abs(milder):.1f} °C {'above' if milder > 0 else 'below'} the reference year."]
    return "\n".join(lines)


@dg.op
def records_section(records, spells):
    lines = ["## Records", ""]
    lines += [
        f"- {row['record']}: {row['value']} {row['unit']}, {in_words(row['date'])}"
        for row in records
    ]
    lines += [
        f"- {name}: {spell['days']} days, {in_words(spell['first'])} to {in_words(spell['last'])}"
        for name, spell in spells.items()
    ]
    return "\n".join(lines)


@dg.op
def rhythm_section(rhythm):
    lines = ["## From midnight to midnight", ""]
    lines += [
        f"    {season}  {spark(hours)}  {min(hours):.1f} to {max(hours):.1f} °C"
        for season, hours in rhythm.items()
    ]
    return "\n".join(lines)


@dg.op
def quality_section(report):
    lines = ["## Can it be trusted?", ""]
    lines += [
        f"- [{'x' if check['passed'] else ' '}] {check['check']} ({check['detail']})"
        for check in report["checks"]
    ]
    return "\n".join(lines)


@dg.op
def bind(sections):
    """Put the sections behind one another, under one title."""
    text = "\n\n".join(["# Seattle almanac, 2012 to 2015", *sections]) + "\n"
    return dg.Output(text, metadata={"sections": len(sections), "lines": text.count("\n")})


@dg.graph_asset(group_name="almanac", kinds={"markdown"}, owners=["team:weather"])
def seattle_almanac(
    yearly_summary,
    monthly_table,
    reference_year,
    outdoor_months,
    records,
    spells,
    daily_rhythm,
    quality_report,
):
    """All of it on one page, to be read."""
    return bind(
        [
            years_section(yearly_summary),
            months_section(monthly_table, reference_year, outdoor_months),
            records_section(records, spells),
            rhythm_section(daily_rhythm),
            quality_section(quality_report),
        ]
    )


defs = dg.Definitions(
    assets=[
        daily_observations,
        hourly_temperatures,
        daily_weather,
        quality_report,
        climate,
        extremes,
        hourly_assets,
        seattle_almanac,
    ],
    jobs=[
        dg.define_asset_job("almanac"),
        dg.define_asset_job("tables", selection=["monthly_table", "yearly_summary"]),
    ],
)
