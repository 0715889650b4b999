from __future__ import annotations

import json

import pytest

from graphmat.resources.masking import MASK, Secrets, is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "db_password",
        "apiKey",
        "API_KEY",
        "APIKey",
        "token",
        "auth-token",
        "secret2",
        "client.secret",
        "private_key",
        "credentials",
        "password_value",
    ],
)
def test_secret_names(name: str) -> None:
    """A field named for what it hides is taken to hold a secret."""
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["max_tokens", "password_length", "tokenizer", "key", "host", "primary_key", "", 3]
)
def test_plain_names(name: object) -> None:
    """A field whose name only resembles that is shown."""
    assert not is_secret_name(name)


def test_mask_hides_each_secret() -> None:
    """Every secret goes from a text, the longer ones first."""
    secrets = Secrets()
    secrets.add("hunter2")
    secrets.add("hunter2-extended")
    assert secrets.mask("a hunter2 b hunter2-extended") == f"a {MASK} b {MASK}"


@pytest.mark.parametrize("write", [json.dumps, repr], ids=["json", "repr"])
def test_mask_finds_escaped_forms(write) -> None:
    """A secret is hidden where it stands escaped in JSON or a repr too."""
    secrets = Secrets()
    secret = 'line"one\\\nline\ttwo'
    secrets.add(secret)
    assert "one" not in secrets.mask(write(f"before {secret} after"))


def test_mask_finds_url_quoted_form() -> None:
    """A secret is hidden in a URL too."""
    secrets = Secrets()
    secrets.add("p@ss/word one")
    assert secrets.mask("postgres://me:p%40ss%2Fword%20one@host") == f"postgres://me:{MASK}@host"


@pytest.mark.parametrize("value", ["", "ab", "true", "None", "   ", 42, None])
def test_common_values_are_no_secrets(value: object) -> None:
    """Values that stand in every log are not masked."""
    secrets = Secrets()
    secrets.add(value)
    assert not secrets
    assert secrets.mask(f"x {value} y") == f"x {value} y"


def test_mask_document_hides_values_and_named_fields() -> None:
    """In a document, known secrets and fields named like secrets are hidden; references stay."""
    secrets = Secrets()
    secrets.add("hunter2")
    document = {
        "password": "unknown-one",
        "token": {"env": "MY_TOKEN"},
        "max_tokens": 5,
        "lines": ["with hunter2", 1, None],
    }
    assert secrets.mask_document(document) == {
        "password": MASK,
        "token": {"env": "MY_TOKEN"},
        "max_tokens": 5,
        "lines": [f"with {MASK}", 1, None],
    }
