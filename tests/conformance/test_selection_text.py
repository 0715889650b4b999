"""Which assets a selection names: its text, the AssetSelection API, where both are taken."""

import pytest


@pytest.fixture
def works(dg):
    """A small world of assets.

    ore, coal -> iron -> works/steel, slag; lonely stands alone. iron and works/steel are graphs.
    """

    @dg.op
    def use(n):
        return n

    @dg.op
    def melt(a, b):
        return (a, b)

    @dg.asset(
        group_name="mine", tags={"grade": "a", "raw": ""}, owners=["team:pit"], kinds={"rock"}
    )
    def ore():
        return 1

    @dg.asset(group_name="mine", tags={"grade": "b"}, owners=["pat@mine.org"])
    def coal():
        return 2

    @dg.graph_asset(group_name="smelter", kinds={"metal"})
    def iron(ore, coal):
        return melt(ore, coal)

    @dg.graph_asset(key_prefix="works", group_name="smelter", kinds={"metal"}, tags={"grade": "a"})
    def steel(iron):
        return use(iron)

    @dg.asset(deps=["iron"])
    def slag():
        return 3

    @dg.asset
    def lonely():
        return 4

    return [ore, coal, iron, steel, slag, lonely]


ALL = "coal iron lonely ore slag works/steel"
MINE = "coal ore"
SMELTER = "iron works/steel"


@pytest.fixture
def find(dg, works):
    """The keys that a text or a selection names among the assets of `works`, as one sorted line."""

    def find(selection, assets=None):
        if isinstance(selection, str):
            selection = dg.AssetSelection.from_string(selection)
        if assets is None:
            keys = selection.resolve(works)
        else:
            keys = selection.resolve(dg.Definitions(assets=assets).resolve_asset_graph())
        return " ".join(sorted(key.to_user_string() for key in keys))

    return find


# --- the expression grammar ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key:ore", "ore"),
        ('key:"ore"', "ore"),
        ('key:"works/steel"', "works/steel"),
        ("key:works/steel", "works/steel"),
        ("key:works/*", "works/steel"),
        ("key:*l*y", "lonely"),
        ('key:"o*"', "ore"),
        ("group:mine", MINE),
        ('group:"smelter"', SMELTER),
        ("group:default", "lonely slag"),
        ("tag:grade=a", "ore works/steel"),
        ('tag:"grade"="b"', "coal"),
        ("tag:raw", "ore"),
        ('owner:"team:pit"', "ore"),
        ('owner:"pat@mine.org"', "coal"),
        ("kind:rock", "ore"),
        ("kind:metal", SMELTER),
        ("*", ALL),
        ('key:"*"', ALL),
    ],
)
def test_terms(find, text, expected):
    """A term names assets by key, group, tag, owner or kind."""
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key:ore or key:coal", MINE),
        ("key:ore OR key:slag", "ore slag"),
        ("group:mine and tag:grade=a", "ore"),
        ("group:mine AND kind:rock", "ore"),
        ("not group:mine", "iron lonely slag works/steel"),
        ("NOT group:mine", "iron lonely slag works/steel"),
        ("group:mine and not key:ore", "coal"),
        ("not not key:ore", "ore"),
        ("not key:ore and not key:coal", "iron lonely slag works/steel"),
        ("key:ore or key:coal and tag:grade=a", "ore"),
        ("(key:ore or key:coal) and tag:grade=a", "ore"),
        ("(key:lonely or key:coal) and tag:grade=b", "coal"),
        ("key:lonely or key:coal and tag:grade=b", "coal lonely"),
        ("not (key:ore or key:coal)", "iron lonely slag works/steel"),
        ("((key:ore))", "ore"),
        ("key:ore or key:coal or key:slag", "coal ore slag"),
        ("* and not group:mine and not kind:metal", "lonely slag"),
    ],
)
def test_boolean_words(find, text, expected):
    """and, or, not and parentheses combine terms; not binds tighter than and, and than or."""
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+key:iron", "coal iron ore"),
        ("key:iron+", "iron slag works/steel"),
        ("+key:iron+", "coal iron ore slag works/steel"),
        ('+key:"works/steel"', "coal iron ore works/steel"),
        ("key:ore+", "iron ore slag works/steel"),
        ('1+key:"works/steel"', "iron works/steel"),
        ('2+key:"works/steel"', "coal iron ore works/steel"),
        ("key:ore+1", "iron ore"),
        ("key:ore+2", "iron ore slag works/steel"),
        ('0+key:"works/steel"', "works/steel"),
        ("1+key:iron+1", "coal iron ore slag works/steel"),
        ("+group:smelter", "coal iron ore works/steel"),
        ("group:mine+1", "coal iron ore"),
        ("+(key:iron or key:lonely)", "coal iron lonely ore"),
        ("(key:iron)+", "iron slag works/steel"),
        ("not key:iron+", "coal lonely ore"),
        ("+(not group:mine)", ALL),
        ("key:lonely+", "lonely"),
        ("+key:slag and not key:slag", "coal iron ore"),
    ],
)
def test_traversal(find, text, expected):
    """+ goes to all ancestors or descendants, a number bounds it, and it binds tightest."""
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("roots(*)", "coal lonely ore"),
        ("sinks(*)", "lonely slag works/steel"),
        ("roots(group:smelter)", "iron"),
        ("sinks(group:smelter)", "works/steel"),
        ('roots(+key:"works/steel")', MINE),
        ("sinks(key:ore+)", "slag works/steel"),
        ("not roots(*)", "iron slag works/steel"),
        ("roots(*) or key:slag", "coal lonely ore slag"),
        ("roots(*)+1", "coal iron lonely ore"),
    ],
)
def test_functions(find, text, expected):
    """roots() and sinks() are the ends of what they are given."""
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ore", "ore"),
        ("works/steel", "works/steel"),
        ("*iron", "coal iron ore"),
        ("iron*", "iron slag works/steel"),
        ("*iron*", "coal iron ore slag works/steel"),
        ("*works/steel", "coal iron ore works/steel"),
    ],
)
def test_bare_names(find, text, expected):
    """A bare name is a clause of its own; a star beside it goes all the way."""
    assert find(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "key:ore and",
        "and key:ore",
        "(key:ore",
        "key:ore)",
        "not",
        "roots(",
        "key:",
        "key:ore key:coal ??",
    ],
)
def test_malformed_text(dg, works, text):
    """Malformed text is refused, and never a selection of something else."""
    with pytest.raises(dg.DagsterError):
        dg.AssetSelection.from_string(text).resolve(works)


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_text(dg, works, text):
    """Empty text is refused."""
    with pytest.raises(dg.DagsterError):
        dg.AssetSelection.from_string(text).resolve(works)


def test_unknown_bare_name(dg, works):
    """A bare name that no asset has is refused by name."""
    with pytest.raises(dg.DagsterError, match="orr"):
        dg.AssetSelection.from_string("orr").resolve(works)


@pytest.mark.departs("rule 11")
def test_unknown_bare_name_is_answered_with_the_nearest(dg, works):
    """The refusal of an unknown name tells the nearest one."""
    with pytest.raises(dg.DagsterError, match="coal"):
        dg.AssetSelection.from_string("coall").resolve(works)


@pytest.mark.departs("rule 11")
@pytest.mark.parametrize(
    "text", ["key:orr", "group:mines", "tag:grad=a", "kind:rocks", 'owner:"team:pits"']
)
def test_a_term_that_names_nothing_is_an_error(dg, works, text):
    """A term whose name nothing bears is refused, never silently empty."""
    with pytest.raises(dg.DagsterError):
        dg.materialize_to_memory(works, selection=text)


# --- graphmat's one grammar ---------------------------------------------------------------------


@pytest.mark.departs("rule 19")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+iron", "coal iron ore"),
        ("iron+", "iron slag works/steel"),
        ("+iron+", "coal iron ore slag works/steel"),
        ("1+works/steel", "iron works/steel"),
        ("ore+1", "iron ore"),
        ("ore or coal", MINE),
        ("ore and group:mine", "ore"),
        ("not ore and group:mine", "coal"),
        ("(ore or slag) and not group:mine", "slag"),
        ("ore, coal", MINE),
        ("ore,coal", MINE),
        ("ore coal", MINE),
        ("+iron, lonely", "coal iron lonely ore"),
        ("roots(+works/steel)", MINE),
        ("sinks(ore+)", "slag works/steel"),
        ("*iron and not iron", MINE),
        ("iron* slag lonely", "iron lonely slag works/steel"),
        ('"ore"', "ore"),
        ('"works/steel"+', "works/steel"),
        ("works/*", "works/steel"),
        ("owner:team:pit", "ore"),
        ("owner:pat@mine.org", "coal"),
        ("group:mine, kind:metal", "coal iron ore works/steel"),
    ],
)
def test_one_grammar(find, text, expected):
    """Bare names stand anywhere, + means all the way, commas and spaces are unions."""
    assert find(text) == expected


@pytest.mark.departs("rule 19")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raw-sales", "raw-sales"),
        ("+net-sales", "net-sales raw-sales"),
        ("raw-sales+", "net-sales raw-sales"),
        ("key:raw-sales", "raw-sales"),
        ("raw-sales or net-sales", "net-sales raw-sales"),
        ("not raw-sales", "net-sales v1.2"),
        ("v1.2", "v1.2"),
        ("roots(raw-sales+)", "raw-sales"),
    ],
)
def test_kebab_case_needs_no_quotes(dg, find, text, expected):
    """Names with dashes and dots are written as they are."""
    raw = dg.AssetSpec("raw-sales")
    net = dg.AssetSpec("net-sales", deps=["raw-sales"])
    dotted = dg.AssetSpec("v1.2")

    @dg.multi_asset(specs=[raw, net, dotted], can_subset=True)
    def sales():
        return None

    assert find(text, [sales]) == expected


@pytest.mark.departs("rule 19")
@pytest.mark.parametrize(
    "text",
    [
        "ore",
        "not (ore or coal)",
        "+iron+",
        "2+works/steel or slag+1",
        "roots(group:smelter) and not kind:rock",
        "ore, coal, slag",
        "not not ore",
        "+(ore or coal)",
        'owner:"team:pit"',
        "*iron",
        "tag:grade=a and (group:mine or kind:metal)",
    ],
)
def test_printing_and_parsing_agree(dg, works, text):
    """Printing a selection and parsing it again gives the same selection."""
    once = dg.AssetSelection.from_string(text)
    printed = str(once)
    again = dg.AssetSelection.from_string(printed)
    assert str(again) == printed
    assert again.resolve(works) == once.resolve(works)


@pytest.mark.departs("rule 19")
def test_malformed_text_has_a_position(dg, works):
    """The refusal of malformed text points at the place."""
    with pytest.raises(dg.DagsterError, match=r"\b(column|position|at) ?\d+|\^"):
        dg.AssetSelection.from_string("ore and and coal").resolve(works)


# --- the AssetSelection API ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda s: s.all(), ALL),
        (lambda s: s.assets("ore", "slag"), "ore slag"),
        (lambda s: s.assets(["works", "steel"]), "works/steel"),
        (lambda s: s.keys("ore"), "ore"),
        (lambda s: s.groups("mine"), MINE),
        (lambda s: s.groups("mine", "smelter"), "coal iron ore works/steel"),
        (lambda s: s.key_prefixes("works"), "works/steel"),
        (lambda s: s.key_substring("ee"), "works/steel"),
        (lambda s: s.tag("grade", "a"), "ore works/steel"),
        (lambda s: s.tag_string("grade=b"), "coal"),
        (lambda s: s.owner("team:pit"), "ore"),
        (lambda s: s.kind("metal"), SMELTER),
        (lambda s: s.assets("iron").upstream(), "coal iron ore"),
        (lambda s: s.assets("iron").upstream(include_self=False), MINE),
        (lambda s: s.assets(["works", "steel"]).upstream(depth=1), "iron works/steel"),
        (lambda s: s.assets("ore").downstream(), "iron ore slag works/steel"),
        (lambda s: s.assets("ore").downstream(depth=1), "iron ore"),
        (lambda s: s.assets("ore").downstream(depth=1, include_self=False), "iron"),
        (lambda s: s.all().roots(), "coal lonely ore"),
        (lambda s: s.all().sinks(), "lonely slag works/steel"),
        (lambda s: s.groups("smelter").roots(), "iron"),
        (lambda s: s.groups("mine") | s.assets("slag"), "coal ore slag"),
        (lambda s: s.groups("mine") & s.tag("grade", "a"), "ore"),
        (lambda s: s.all() - s.groups("mine"), "iron lonely slag works/steel"),
        (lambda s: (s.all() - s.groups("mine")) & s.kind("metal"), SMELTER),
        (lambda s: s.groups("mine").upstream() | s.assets("lonely"), "coal lonely ore"),
    ],
)
def test_selection_api(dg, find, make, expected):
    """The methods of AssetSelection name the same assets as the text would."""
    assert find(make(dg.AssetSelection)) == expected


def test_assets_takes_definitions(dg, works, find):
    """AssetSelection.assets() takes assets definitions as well."""
    assert find(dg.AssetSelection.assets(works[0], works[2])) == "iron ore"


def test_assets_takes_asset_keys(dg, find):
    """AssetSelection.assets() takes asset keys."""
    assert find(dg.AssetSelection.assets(dg.AssetKey(["works", "steel"]))) == "works/steel"


def test_key_prefix_of_several_parts(dg, find):
    """A prefix may have several parts."""
    deep = dg.AssetSpec(["a", "b", "c"])
    flat = dg.AssetSpec(["a", "x"])

    @dg.multi_asset(specs=[deep, flat])
    def made():
        return None

    assert find(dg.AssetSelection.key_prefixes(["a", "b"]), [made]) == "a/b/c"
    assert find(dg.AssetSelection.key_prefixes("a"), [made]) == "a/b/c a/x"


def test_from_coercible_list(dg, find):
    """A list of strings is the union of its selections."""
    assert (
        find(dg.AssetSelection.from_coercible(["ore", "group:smelter"])) == "iron ore works/steel"
    )


def test_from_coercible_keys(dg, find):
    """A list of asset keys is a selection."""
    assert find(dg.AssetSelection.from_coercible([dg.AssetKey("ore")])) == "ore"


def test_from_coercible_definitions(dg, works, find):
    """A list of assets definitions is a selection."""
    assert find(dg.AssetSelection.from_coercible([works[1]])) == "coal"


def test_all_assets_of_an_unknown_key(dg, works):
    """A selection of an unknown key is refused by name."""
    with pytest.raises(dg.DagsterError, match="missing_one"):
        dg.AssetSelection.assets("missing_one").resolve(works)


def test_required_multi_asset_neighbors(dg, works, find):
    """required_multi_asset_neighbors() adds the rest of a definition that can't be split."""

    @dg.multi_asset(specs=[dg.AssetSpec("x"), dg.AssetSpec("y")])
    def both():
        return None

    assert (
        find(dg.AssetSelection.assets("x").required_multi_asset_neighbors(), [*works, both])
        == "x y"
    )


# --- external assets ----------------------------------------------------------------------------


def test_star_leaves_out_external_assets(dg, works, find):
    """* and all() name the assets that can be made."""
    outside = dg.AssetSpec("delivered")
    assert find("*", [*works, outside]) == ALL
    assert find(dg.AssetSelection.all(), [*works, outside]) == ALL


def test_all_with_sources(dg, works, find):
    """all(include_sources=True) names external assets too."""
    assert "delivered" in find(
        dg.AssetSelection.all(include_sources=True), [*works, dg.AssetSpec("delivered")]
    )


def test_external_asset_by_key(dg, works, find):
    """An external asset can be named by its key."""
    assert find("key:delivered", [*works, dg.AssetSpec("delivered")]) == "delivered"


def test_downstream_of_an_external_asset(dg, find):
    """What hangs on an external asset is below it."""

    @dg.asset(deps=["delivered"])
    def unpacked():
        return 1

    assert "unpacked" in find('key:"delivered"+', [dg.AssetSpec("delivered"), unpacked])


def test_external_asset_can_not_be_made(dg, works):
    """A run that selects only an external asset is refused."""
    with pytest.raises(dg.DagsterError):
        dg.materialize([*works, dg.AssetSpec("delivered")], selection="delivered")


# --- where selections are taken -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("ore", ["ore"]),
        (["ore", "coal"], ["coal", "ore"]),
        ('+key:"works/steel"', ["coal", "iron", "ore", "works/steel"]),
        ("group:mine", ["coal", "ore"]),
        ("*iron", ["coal", "iron", "ore"]),
        (None, ALL.split()),
    ],
)
def test_selection_of_materialize(dg, works, seen, selection, expected):
    """materialize(selection=) makes the assets that the text names."""
    assert seen(dg.materialize_to_memory(works, selection=selection)).made == expected


def test_selection_of_materialize_by_definition(dg, works, seen):
    """materialize(selection=[definition]) makes that asset."""
    assert seen(dg.materialize(works, selection=[works[0]])).made == ["ore"]


def test_selection_of_materialize_by_key(dg, works, seen):
    """materialize(selection=[AssetKey]) makes that asset."""
    assert seen(dg.materialize(works, selection=[dg.AssetKey("coal")])).made == ["coal"]


def test_selection_of_materialize_by_asset_selection(dg, works, seen):
    """materialize(selection=AssetSelection) makes what it names."""
    assert seen(dg.materialize(works, selection=dg.AssetSelection.groups("mine"))).made == [
        "coal",
        "ore",
    ]


def test_unknown_selection_of_materialize(dg, works):
    """materialize refuses a selection that names no asset."""
    with pytest.raises(dg.DagsterError):
        dg.materialize(works, selection="orr")


@pytest.mark.departs("rule 11")
def test_empty_selection_of_materialize(dg, works):
    """An empty list of assets is an error, not everything."""
    with pytest.raises(dg.DagsterError):
        dg.materialize(works, selection=[])


@pytest.mark.departs("rule 11")
def test_empty_asset_selection_of_a_job(dg, works):
    """execute_in_process(asset_selection=[]) is an error, not everything."""
    job = dg.Definitions(assets=works).resolve_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterError):
        job.execute_in_process(asset_selection=[])


@pytest.mark.departs("issue 3")
def test_state_missing(dg, works, kept_instance, seen):
    """state:missing names the assets that the log has never seen made."""
    dg.materialize(works, selection=["ore", "coal"], instance=kept_instance)
    result = dg.materialize(works, selection="state:missing", instance=kept_instance)
    assert seen(result).made == ["iron", "lonely", "slag", "works/steel"]


@pytest.mark.departs("issue 3")
def test_state_failed(dg, kept_instance, seen):
    """state:failed names the assets whose last attempt failed."""
    broken = [1]

    @dg.asset
    def shaky():
        if broken:
            raise ValueError("x")

    @dg.asset
    def firm():
        return 1

    dg.materialize([shaky, firm], instance=kept_instance, raise_on_error=False)
    broken.clear()
    result = dg.materialize([shaky, firm], selection="state:failed", instance=kept_instance)
    assert seen(result).made == ["shaky"]


@pytest.mark.departs("issue 3")
def test_run_last(dg, works, kept_instance, seen):
    """run:last names the assets of the last run."""
    dg.materialize(works, selection="ore", instance=kept_instance)
    dg.materialize(works, selection="group:mine", instance=kept_instance)
    result = dg.materialize(works, selection="run:last", instance=kept_instance)
    assert seen(result).made == ["coal", "ore"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("group:mine", ["coal", "ore"]),
        (["ore", "coal"], ["coal", "ore"]),
        ("+key:iron", ["coal", "iron", "ore"]),
    ],
)
def test_selection_of_a_job(dg, works, seen, selection, expected):
    """define_asset_job(selection=) takes text and lists."""
    job = dg.define_asset_job("part", selection=selection)
    result = dg.Definitions(assets=works, jobs=[job]).resolve_job_def("part").execute_in_process()
    assert seen(result).made == expected


def test_asset_selection_of_a_run(dg, works, seen):
    """execute_in_process(asset_selection=[AssetKey]) makes those assets."""
    job = dg.Definitions(assets=works).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(asset_selection=[dg.AssetKey("ore"), dg.AssetKey("coal")])
    assert seen(result).made == ["coal", "ore"]


def test_asset_selection_of_an_unknown_key(dg, works):
    """execute_in_process refuses an unknown key by name."""
    job = dg.Definitions(assets=works).resolve_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="orr"):
        job.execute_in_process(asset_selection=[dg.AssetKey("orr")])


def test_asset_selection_with_a_duplicate(dg, works, seen):
    """A key given twice is made once."""
    job = dg.Definitions(assets=works).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(asset_selection=[dg.AssetKey("ore"), dg.AssetKey("ore")])
    assert seen(result).made == ["ore"]


@pytest.mark.departs("rule 11")
def test_a_jobs_selection_is_a_limit(dg, works):
    """asset_selection can't leave the job."""
    job = dg.define_asset_job("part", selection="group:mine")
    part = dg.Definitions(assets=works, jobs=[job]).resolve_job_def("part")
    with pytest.raises(dg.DagsterError, match="lonely"):
        part.execute_in_process(asset_selection=[dg.AssetKey("lonely")])


@pytest.mark.departs("rule 11")
def test_job_selection_that_names_nothing(dg, works):
    """A job whose selection names nothing is an error."""
    job = dg.define_asset_job("none", selection="group:nowhere")
    with pytest.raises(dg.DagsterError, match="nowhere"):
        dg.Definitions(assets=works, jobs=[job]).resolve_job_def("none").execute_in_process()


# --- operators of op_selection ------------------------------------------------------------------


@pytest.fixture
def line(dg):
    """A job of three ops, first -> second -> third."""

    @dg.op
    def first():
        return 1

    @dg.op
    def second(n: int = 5):
        return n + 1

    @dg.op
    def third(n: int = 7):
        return n + 1

    @dg.job
    def line():
        third(second(first()))

    return line


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (["first"], ["first"]),
        (["*second"], ["first", "second"]),
        (["second*"], ["second", "third"]),
        (["+third"], ["second", "third"]),
        (["first+"], ["first", "second"]),
        (["++third"], ["first", "second", "third"]),
        (["first", "third"], ["first", "third"]),
    ],
)
def test_op_selection(line, seen, selection, expected):
    """op_selection runs the named ops of a job, with + one level and * all the way."""
    assert seen(line.execute_in_process(op_selection=selection)).ran == expected


def test_op_selection_of_an_unknown_op(dg, line):
    """op_selection refuses an op that the job does not have."""
    with pytest.raises(dg.DagsterInvalidSubsetError, match="fourth"):
        line.execute_in_process(op_selection=["fourth"])
