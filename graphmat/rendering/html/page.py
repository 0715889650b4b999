"""One HTML file with everything in it: style, script, data, and the policy that shuts the door.

The content security policy names the hashes of the one style sheet and the one script; anything
else, and any request to anywhere, the browser refuses.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphmat.rendering.html.markup import html, json_island, line

_HERE = Path(__file__).parent


def page(
    title: str,
    sections: Sequence[tuple[str, str]],
    body: Sequence[str],
    data: Mapping[str, Any],
    extra_style: str = "",
) -> str:
    """A page.

    Args:
        title: Its title.
        sections: Id and name of what can be jumped to.
        body: The markup of its content.
        data: What the script works with: ``tables`` and ``nodes``.
        extra_style: More style sheet.
    """
    style = (_HERE / "page.css").read_text(encoding="utf-8") + extra_style
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    links = "".join(f'<li><a href="#{line(name)}">{html(text)}</a></li>' for name, text in sections)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<link rel="icon" href="data:,">',
        f"<title>{line(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#content">Skip to the content</a>',
        f'<nav class="jump" aria-label="Sections"><ul>{links}</ul></nav>' if links else "",
        '<main id="content">',
        *body,
        "</main>",
        f'<script type="application/json" id="data">{json_island(data)}</script>',
        f"<script>{script}</script>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(part for part in parts[:-1] if part) + "\n"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def section(name: str, title: str, *content: str) -> str:
    """A part of a page with a heading."""
    inside = "\n".join(part for part in content if part)
    return (
        f'<section class="panel" id="{line(name)}" aria-labelledby="{line(name)}-title">\n'
        f'<h2 id="{line(name)}-title">{html(title)}</h2>\n{inside}\n</section>'
    )


def facts(pairs: Sequence[tuple[str, object]]) -> str:
    """Names and values; pairs without a value are left out."""
    rows = "".join(
        f"<div><dt>{html(name)}</dt><dd>{html(value)}</dd></div>"
        for name, value in pairs
        if value not in {None, ""}
    )
    return f'<dl class="facts-list">{rows}</dl>' if rows else ""


def chip(state: str, class_name: str) -> str:
    """A state in words, with its colour."""
    return f'<span class="chip {line(class_name)}">{html(state)}</span>'
