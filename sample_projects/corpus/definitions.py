"""Three classics, read by machine: a novel, a play and an epic poem.

    text/alice           --> chapters/alice           --+
    text/as_you_like_it  --> chapters/as_you_like_it  --+--> library --> reading_room
    text/paradise_lost   --> chapters/paradise_lost   --+

One graph, `divide`, cuts each of the texts into its chapters (acts, books). `library` makes five
assets of all three at once, and each of them can be made alone: word_counts, distinctive_words
(computed from word_counts), reading_ease, heart_concordance and opening_lines. Each book goes
through the graph `portrait`, which holds a graph of its own, `ease`.
"""

import math
import re
from collections import Counter
from pathlib import Path

import graphmat as dg

DATA = Path(__file__).parent / "data"

HEADING = re.compile(r"^\s*(CHAPTER|ACT|Book)\s+([IVXLC]+)\s*$", re.MULTILINE)
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
SENTENCE_END = re.compile(r"[.!?]+(?=\W|$)")
VOWELS = re.compile(r"[aeiouy]+")
NOT_SPOKEN = re.compile(r"\[[^\]]*\]|^SCENE .*$|^[A-Z][A-Z ]+\t|\bTHE END\b", re.MULTILINE)
LINE_OF_WORK = 6
TELLING = 4

BOOKS = ("alice", "as_you_like_it", "paradise_lost")
TITLES = {
    "alice": "Alice's Adventures in Wonderland",
    "as_you_like_it": "As You Like It",
    "paradise_lost": "Paradise Lost",
}
CONCORDANCE_OF = "heart"


def read_text(book):
    text = (DATA / f"{book}.txt").read_text(encoding="ascii")
    return dg.Output(text, metadata={"title": TITLES[book], "characters": len(text)})


# --------------------------------------------------------------------------- the texts


@dg.asset(key_prefix="text", group_name="texts", tags={"genre": "novel"})
def alice():
    """Lewis Carroll, 1865."""
    return read_text("alice")


@dg.asset(key_prefix="text", group_name="texts", tags={"genre": "play"})
def as_you_like_it():
    """William Shakespeare, about 1599."""
    return read_text("as_you_like_it")


@dg.asset(key_prefix="text", group_name="texts", tags={"genre": "poem"})
def paradise_lost():
    """John Milton, 1667."""
    return read_text("paradise_lost")


# --------------------------------------------------------------------------- chapters


@dg.op
def find_headings(text: str):
    """Say where each chapter begins, and what it is called."""
    return [
        {"name": f"{match[1].title()} {match[2]}", "heading": match.start(), "body": match.end()}
        for match in HEADING.finditer(text)
    ]


@dg.op
def cut_at_headings(text: str, headings):
    """Cut the text; what stands before the first heading is not the book's.

    A play repeats its act's name above each scene: pieces of the same name are one chapter.
    """
    ends = [heading["heading"] for heading in headings[1:]] + [len(text)]
    chapters = {}
    for heading, end in zip(headings, ends, strict=True):
        piece = text[heading["body"] : end].strip("\n")
        chapters.setdefault(heading["name"], []).append(piece)
    return {name: "\n\n".join(pieces) for name, pieces in chapters.items()}


@dg.op
def only_the_work(chapters):
    """Leave out who speaks, where the scene is, stage directions and the closing THE END."""
    clean = {name: NOT_SPOKEN.sub("", text).strip("\n") for name, text in chapters.items()}
    return dg.Output(clean, metadata={"chapters": len(clean), "first": next(iter(clean))})


@dg.graph
def divide(text):
    return only_the_work(cut_at_headings(text, find_headings(text)))


chapters_of = [
    dg.AssetsDefinition.from_graph(
        divide,
        keys_by_input_name={"text": dg.AssetKey(["text", book])},
        keys_by_output_name={"result": dg.AssetKey(["chapters", book])},
        group_name="chapters",
    )
    for book in BOOKS
]


# --------------------------------------------------------------------------- portrait of a book


@dg.op
def tokenise(chapters):
    """All words of the book in their order, in small letters."""
    return [word for text in chapters.values() for word in WORD.findall(text.lower())]


@dg.op
def count_words(words):
    return Counter(words)


@dg.op
def count_sentences(chapters):
    return sum(len(SENTENCE_END.findall(text)) for text in chapters.values())


@dg.op
def count_syllables(words):
    """Count groups of vowels; an e at the end is silent, as it mostly is."""

    def syllables(word):
        return max(1, len(VOWELS.findall(word)) - (word.endswith("e") and word[-2:-1] != "l"))

    return sum(count * syllables(word) for word, count in Counter(words).items())


@dg.op
def flesch(words, sentences, syllables):
    """Flesch's reading ease: the higher, the easier."""
    per_sentence, per_word = len(words) / sentences, syllables / len(words)
    return {
        "words": len(words),
        "words_per_sentence": round(per_sentence, 1),
        "syllables_per_word": round(per_word, 2),
        "ease": round(206.835 - 1.015 * per_sentence - 84.6 * per_word, 1),
    }


@dg.op
def quote_lines(chapters):
    """Find each line with the word, the word in the middle."""
    line_with_word = re.compile(rf"^.*\b{CONCORDANCE_OF}\b.*$", re.MULTILINE | re.IGNORECASE)
    quotes = []
    for name, text in chapters.items():
        for match in line_with_word.finditer(text):
            line = " ".join(match[0].split())
            at = re.search(rf"\b{CONCORDANCE_OF}\b", line, re.IGNORECASE).start()
            quotes.append({"chapter": name, "before": line[:at], "from_word": line[at:]})
    return quotes


@dg.op
def first_line(chapters):
    """The first line of the work itself; the name of a chapter is shorter."""
    lines = next(iter(chapters.values())).splitlines()
    return next(" ".join(line.split()) for line in lines if len(line.split()) >= LINE_OF_WORK)


@dg.graph
def ease(words, chapters):
    """The inner graph: how hard the book is to read."""
    return flesch(words, count_sentences(chapters), count_syllables(words))


@dg.graph(
    out={
        "counts": dg.GraphOut(),
        "ease": dg.GraphOut(),
        "quotes": dg.GraphOut(),
        "opening": dg.GraphOut(),
    }
)
def portrait(chapters):
    """All that one book has to give; a run takes from it what it needs."""
    words = tokenise(chapters)
    return {
        "counts": count_words(words),
        "ease": ease(words, chapters),
        "quotes": quote_lines(chapters),
        "opening": first_line(chapters),
    }


# --------------------------------------------------------------------------- the library


@dg.op
def table_of_counts(counts):
    """For each book how often it has each word."""
    table = dict(zip(BOOKS, map(dict, counts), strict=True))
    return dg.Output(
        table,
        metadata={
            "words": sum(map(sum, (book.values() for book in table.values()))),
            "different_words": len(set().union(*table.values())),
        },
    )


@dg.op
def most_distinctive(table):
    """For each book the ten words that most set it apart from the other two.

    Of two words equally rare elsewhere the more frequent one tells more; short words tell little.
    """
    totals = {book: sum(counts.values()) for book, counts in table.items()}
    everywhere = Counter()
    for counts in table.values():
        everywhere.update(counts)

    def score(book, word):
        here = table[book][word]
        elsewhere = everywhere[word] - here + 1
        others = sum(totals.values()) - totals[book]
        return math.sqrt(here) * math.log((here / totals[book]) / (elsewhere / others))

    return {
        book: sorted(
            (word for word in counts if len(word) >= TELLING),
            key=lambda word, book=book: (-score(book, word), word),
        )[:10]
        for book, counts in table.items()
    }


@dg.op
def rank_by_ease(scores):
    """The books, the easiest first."""
    rows = [{"book": book, **score} for book, score in zip(BOOKS, scores, strict=True)]
    rows.sort(key=lambda row: -row["ease"])
    return dg.Output(rows, metadata={"easiest": rows[0]["book"], "hardest": rows[-1]["book"]})


@dg.op
def align_quotes(quotes):
    """Set the quotations under one another, so that the word stands in one column."""
    lines = []
    for book, found in zip(BOOKS, quotes, strict=True):
        lines += [f"{TITLES[book]} ({len(found)})", ""]
        lines += [
            f"{quote['before'][-32:]:>32}{quote['from_word'][:36]:<36}  {quote['chapter']}"
            for quote in found
        ]
        lines.append("")
    return dg.Output("\n".join(lines), metadata={"quotations": sum(map(len, quotes))})


@dg.op
def list_openings(openings):
    return dict(zip(BOOKS, openings, strict=True))


@dg.graph_multi_asset(
    outs={
        "word_counts": dg.AssetOut(description="For each book: word -> how often."),
        "distinctive_words": dg.AssetOut(description="What each book talks of, and others don't."),
        "reading_ease": dg.AssetOut(description="Flesch's reading ease, the easiest book first."),
        "heart_concordance": dg.AssetOut(description="Each line with the word 'heart' in it."),
        "opening_lines": dg.AssetOut(description="How each book begins."),
    },
    ins={book: dg.AssetIn(key=dg.AssetKey(["chapters", book])) for book in BOOKS},
    group_name="library",
    can_subset=True,
)
def library(alice, as_you_like_it, paradise_lost):
    portraits = [
        portrait.alias("of_alice")(alice),
        portrait.alias("of_as_you_like_it")(as_you_like_it),
        portrait.alias("of_paradise_lost")(paradise_lost),
    ]
    counts = table_of_counts([book.counts for book in portraits])
    return {
        "word_counts": counts,
        "distinctive_words": most_distinctive(counts),
        "reading_ease": rank_by_ease([book.ease for book in portraits]),
        "heart_concordance": align_quotes([book.quotes for book in portraits]),
        "opening_lines": list_openings([book.opening for book in portraits]),
    }


# --------------------------------------------------------------------------- the reading room


@dg.op
def write_cards(openings, scores, distinctive):
    """One card for each book, the easiest book first."""
    return [
        f"## {TITLES[row['book']]}\n\n"
        f"> {openings[row['book']]}\n\n"
        f"{row['words']:,} words, {row['words_per_sentence']} to a sentence; "
        f"reading ease {row['ease']:.0f}.\n"
        f"Words of its own: {', '.join(distinctive[row['book']])}."
        for row in scores
    ]


@dg.op
def open_room(cards):
    text = "\n\n".join(["# Three classics, the easiest first", *cards]) + "\n"
    return dg.Output(text, metadata={"books": len(cards)})


@dg.graph_asset(group_name="library", kinds={"markdown"})
def reading_room(opening_lines, reading_ease, distinctive_words):
    """A page for those who wonder which to read first."""
    return open_room(write_cards(opening_lines, reading_ease, distinctive_words))


defs = dg.Definitions(
    assets=[alice, as_you_like_it, paradise_lost, *chapters_of, library, reading_room],
    jobs=[
        dg.define_asset_job("read_everything"),
        dg.define_asset_job("vocabulary", selection=["word_counts", "distinctive_words"]),
    ],
)
