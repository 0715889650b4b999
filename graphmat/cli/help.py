"""Texts at the end of ``--help``: an example, and the exit codes of a command."""

from __future__ import annotations

from graphmat import exit_codes

READING = (exit_codes.DONE, exit_codes.USAGE, exit_codes.DEFINITIONS_INVALID)
RECORD = (exit_codes.DONE, exit_codes.USAGE, exit_codes.SELECTION_INVALID)


def epilog(examples: tuple[str, ...], codes: tuple[int, ...]) -> str:
    """Examples and exit codes, as click keeps them line by line."""
    lines = ["\b", "Example:" if len(examples) == 1 else "Examples:"]
    lines += [f"  {example}" for example in examples]
    if codes:
        lines += ["", "\b", "Exit codes:"]
    for code in sorted(codes):
        lines.append(f"  {code:>3}  {exit_codes.MEANING[code]}")
    return "\n".join(lines)
