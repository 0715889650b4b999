"""Reports and pictures in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Pages, Visit

Visits = Callable[..., "Visit"]

CONTRAST = """() => {
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const pairs = [...document.querySelectorAll("h1, p, dt, dd, caption, td, th, a, .chip, pre")]
    .filter((each) => each.textContent.trim() && each.offsetParent)
    .map((each) => [each, numbers(getComputedStyle(each).color), behind(each)]);
  for (const text of document.querySelectorAll(".picture .node text")) {
    const rect = text.parentElement.querySelector("rect");
    const [ink, fill] = [getComputedStyle(text).fill, getComputedStyle(rect).fill];
    pairs.push([text, numbers(ink), numbers(fill)]);
  }
  return pairs
    .map(([element, one, two]) => {
      const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), element.outerHTML.slice(0, 80)];
    })
    .filter(([ratio]) => ratio < 4.5)
    .map(([ratio, text]) => `${ratio.toFixed(2)} ${text}`);
}"""

STRUCTURE = """() => {
  const faults = [];
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  if (new Set(ids).size !== ids.length) faults.push(`ids twice: ${ids}`);
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent) faults.push("a table without a caption");
    for (const head of table.querySelectorAll("th")) {
      if (!head.scope) faults.push(`a heading without a scope: ${head.textContent}`);
    }
  }
  for (const control of document.querySelectorAll("input, select")) {
    if (!control.closest("label")?.textContent.trim()) faults.push("a field without a label");
  }
  for (const button of document.querySelectorAll("button")) {
    if (!button.textContent.trim()) faults.push("a button without a name");
  }
  for (const picture of document.querySelectorAll("svg")) {
    if (!picture.getAttribute("role")) faults.push("a picture without a role");
    if (!picture.getAttribute("aria-label")) faults.push("a picture without a name");
  }
  for (const region of document.querySelectorAll("[role=region], section")) {
    if (!region.hasAttribute("aria-label") && !region.hasAttribute("aria-labelledby"))
      faults.push("a region without a name");
  }
  const heads = [...document.querySelectorAll("h1, h2, h3")];
  const levels = heads.map((each) => Number(each.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push("not one main heading");
  levels.reduce((one, two) => {
    if (two > one + 1) faults.push(`heading ${one} is followed by ${two}`);
    return two;
  });
  for (const link of document.querySelectorAll("a[href^='#']")) {
    const goal = document.getElementById(link.hash.slice(1));
    if (!goal) faults.push(`a link to nothing: ${link.hash}`);
  }
  return faults;
}"""

PAGES = [("report",), ("lineage", "--ops"), ("lineage",)]


def rows(page: Any, table: str) -> list[str]:
    """The first cells of the rows that a table shows."""
    return page.locator(f"[data-table={table}] tbody tr td:first-child").all_inner_texts()


@pytest.mark.parametrize("command", PAGES, ids=" ".join)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_sound(small: Pages, visit: Visits, command: tuple[str, ...], scheme: str) -> None:
    """A page asks for nothing, reports no error, runs no user's text, and can be read by all."""
    path = small.file(*command)
    seen = visit(path, color_scheme=scheme)

    assert seen.console == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [path.as_uri()]
    assert seen.page.evaluate(STRUCTURE) == []
    assert seen.page.evaluate(CONTRAST) == []
    assert seen.page.locator("img").count() == 0


def test_dark_and_light_differ(small: Pages, visit: Visits) -> None:
    """The page follows the reader's choice of light or dark, the picture too."""
    look = "() => [document.body, document.querySelector('.picture')].map("
    look += "(each) => getComputedStyle(each).backgroundColor)"
    path = small.file("report")
    light = visit(path, color_scheme="light").page.evaluate(look)
    dark = visit(path, color_scheme="dark").page.evaluate(look)

    assert light[0] != dark[0]
    assert light[1] != dark[1]


def test_door_to_the_network_is_shut(small: Pages, visit: Visits) -> None:
    """Even a script in the page could not send anything anywhere: the browser refuses."""
    seen = visit(small.file("report"))
    answer = seen.page.evaluate(
        "fetch('https://example.com/').then(() => 'sent', (e) => e.message)"
    )
    seen.page.evaluate("document.body.append(Object.assign(new Image(), {src: '//evil.invalid'}))")

    assert answer != "sent"
    assert any("Content Security Policy" in line for line in seen.console)


def test_report_tells_the_run(small: Pages, visit: Visits) -> None:
    """Verdict, failure, picture, timeline, subsets, checks, logs and plots are all there."""
    page = visit(small.file("report")).page
    text = page.locator("main").inner_text()

    assert page.locator(".verdict").inner_text().startswith("failed")
    assert "ValueError: </script><img src=//evil.invalid/x onerror=alert(1)>" in text
    assert rows(page, "checks") == ["is_small"]
    assert "warning" in page.locator("[data-table=logs] tbody").inner_text()
    assert page.locator("#timeline .bar").count() >= 4
    assert page.locator("#lineage .node").count() >= 6
    assert "rows" in page.locator("#metadata figcaption").first.inner_text()
    matrix = page.locator(".matrix tbody tr")
    assert matrix.count() == 3
    wanted = page.locator(".matrix tbody tr:first-child [aria-label=wanted]")
    assert wanted.count() == 2  # baz_asset: bar_2 of bar, the result of baz
    assert page.locator(".matrix .this-run").inner_text().startswith("baz_asset, foo_asset")


def test_sorting(small: Pages, visit: Visits) -> None:
    """A click on a heading sorts, another turns the order around; the order is announced."""
    page = visit(small.file("report")).page
    head = page.locator("[data-table=ops] th", has_text="op").first
    before = rows(page, "ops")

    head.locator("button").click()
    assert rows(page, "ops") == sorted(before)
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert rows(page, "ops") == sorted(before, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"


def test_numbers_are_sorted_as_numbers(small: Pages, visit: Visits) -> None:
    """Durations go from the longest to the shortest, whatever their units."""
    page = visit(small.file("report")).page
    page.locator("[data-table=ops] th", has_text="began after").locator("button").click()
    shown = page.locator("[data-table=ops] tbody tr td.number:nth-child(4)").all_inner_texts()
    seconds = [float(text.split()[0]) / (1000 if text.endswith("ms") else 1) for text in shown]

    assert seconds == sorted(seconds, reverse=True)
    assert len(seconds) >= 5


def test_filtering(small: Pages, visit: Visits) -> None:
    """Words and a state narrow a table; how many rows are left is announced."""
    page = visit(small.file("report")).page
    table = page.locator("[data-table=ops]")

    table.locator("input").fill("GRAPH foo")
    assert rows(page, "ops") == ["my_graph_assets.foo"]
    assert table.locator(".count").inner_text().startswith("1 of ")
    table.locator("input").fill("no such op")
    assert "nothing matches" in table.locator("tbody").inner_text()
    table.locator("input").fill("")
    table.locator("select").first.select_option("failure")
    assert rows(page, "ops") == ["broken"]


def test_keyboard_alone(small: Pages, visit: Visits) -> None:
    """Tab goes from the skip link through links, picture and tables; keys trace and sort."""
    page = visit(small.file("lineage", "--ops")).page
    focused = "() => document.activeElement.outerHTML"

    page.keyboard.press("Tab")
    assert "Skip to the content" in page.evaluate(focused)
    for _ in range(12):
        page.keyboard.press("Tab")
        if "data-node" in page.evaluate(focused)[:120]:
            break
    first = page.evaluate("() => document.activeElement.dataset.node")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.dataset.node") != first
    page.keyboard.press("Enter")
    assert page.locator(".details").is_visible()
    assert "upstream" in page.locator(".details").inner_text()
    assert page.locator(".node.chosen").count() == 1
    page.keyboard.press("Escape")
    assert not page.locator(".details").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "INPUT"


def test_chosen_box_is_traced(small: Pages, visit: Visits) -> None:
    """A click shows what a box is made from and what is made from it; the rest fades."""
    page = visit(small.file("lineage")).page
    page.locator(".node", has_text="foo_asset").click()
    lit = [text.partition(",")[0] for text in page.locator(".node.on title").all_text_contents()]

    assert "foo_asset" in lit
    assert len(lit) == 2  # and the hostile one, which is made from it
    assert page.locator(".node:not(.on)", has_text="broken").count() == 1


def test_bar_of_the_timeline_leads_to_its_row(small: Pages, visit: Visits) -> None:
    """A click on a bar finds the op in the table."""
    page = visit(small.file("report")).page
    page.locator("#timeline .bar[data-find='my_graph_assets.baz']").click(force=True)

    assert rows(page, "ops") == ["my_graph_assets.baz"]


@pytest.mark.parametrize("width", [360, 800, 1800])
def test_page_fits_its_window(small: Pages, visit: Visits, width: int) -> None:
    """Wide things scroll by themselves: the page as a whole never does."""
    page = visit(small.file("report"), viewport={"width": width, "height": 800}).page

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reader_without_scripts(small: Pages, browser: Any) -> None:
    """Without scripts all is there to be read, only not to be sorted."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small.file("report").as_uri())

    assert "my_graph_assets.foo" in rows(page, "ops")
    assert page.locator("#lineage .node").count() >= 6
    context.close()


@pytest.mark.slow
def test_five_thousand_ops(large: Pages, visit: Visits) -> None:
    """A report of 5,000 ops opens, is a file of a few megabytes, and pages, sorts and filters."""
    path = large.file("report")
    seen = visit(path)
    page = seen.page
    table = page.locator("[data-table=ops]")

    assert seen.console == []
    assert path.stat().st_size < 4_000_000
    assert page.evaluate("document.getElementsByTagName('*').length") < 12_000
    assert table.locator("tbody tr").count() == 100
    table.locator(".pages button", has_text="Next").click()
    assert "page 2 of 50" in table.locator(".pages").inner_text()
    table.locator("input").fill("a04999")
    assert rows(page, "ops") == ["a04999"]
    assert 1 < page.locator("#lineage .node").count() <= 200
    assert "group_00" in page.locator("#lineage").inner_text()
    assert page.locator("#timeline .bar").count() < 1_500
