"""Digests are SHA-256, whoever computes them."""

from __future__ import annotations

from hashlib import sha256

import pytest

from graphmat.io_managers.digests import hex_digest, large_digest


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 1_000_000])
def test_small_and_large_bytes_have_the_same_kind_of_digest(size: int) -> None:
    """The digest of bytes is their SHA-256 on both sides of the border."""
    data = b"x" * size

    assert hex_digest(data) == sha256(data).hexdigest()


def test_pieces_have_the_digest_of_the_whole() -> None:
    """A digest that is fed piece by piece is that of all the bytes."""
    found = large_digest(b"ab")
    found.update(b"c")

    assert found.hexdigest() == hex_digest(b"abc")
