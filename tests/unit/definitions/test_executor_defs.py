"""Executors as a module names them."""

from __future__ import annotations

import graphmat as dg


def test_options_add_up():
    """A configured executor is another one, with its options and those it had."""
    two = dg.multiprocess_executor.configured({"max_concurrent": 2})
    more = two.configured({"retries": 1})

    assert (two.name, two.options) == ("processes", {"max_concurrent": 2})
    assert more.options == {"max_concurrent": 2, "retries": 1}
    assert dg.multiprocess_executor.options == {}


def test_an_executor_of_the_modules_own():
    """A module that defines an executor loads, and runs in process."""

    @dg.executor(name="mine")
    def mine(context):
        return None

    assert mine.name == "in_process"
