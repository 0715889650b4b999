"""The entry point of the `graphmat` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from graphmat.collector import rest_while_starting

    rest_while_starting()
    from graphmat.cli.app import main as run_cli

    run_cli()


if __name__ == "__main__":
    main()
