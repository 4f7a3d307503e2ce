"""Run every benchmark, print the table and write it to `build/bench.json`.

`python -m bench` runs all of it; `python -m bench simulate measure` only those parts.
The exit code is 1 when a budget does not hold.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from bench.result import Result

PARTS = ("simulate", "measure", "library", "ship", "browser", "fuzz")
BUILD = Path(__file__).resolve().parent.parent / "build"


def main() -> int:
    """Run the parts that were asked for and report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=" · ".join(PARTS))
    chosen = parser.parse_args().parts or list(PARTS)
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {unknown[0]!r}; there are {', '.join(PARTS)}")
    results: list[Result] = []
    for part in chosen:
        print(f"measuring: {part} …", file=sys.stderr, flush=True)
        results += importlib.import_module(f"bench.{part}").run()
    print(table(results))
    write(results, BUILD / "bench.json")
    return 0 if all(result.holds is not False for result in results) else 1


def table(results: list[Result]) -> str:
    """Return the results as a text table, one line each."""
    rows = [("what", "measured", "budget", "holds")]
    for result in results:
        sign = "≥" if result.at_least else "≤"
        budget = "" if result.budget is None else f"{sign} {result.budget:g} {result.unit}"
        holds = {True: "yes", False: "NO", None: ""}[result.holds]
        name = result.name + (f" ({result.note})" if result.note else "")
        rows.append((name, f"{result.value:.4g} {result.unit}", budget, holds))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def write(results: list[Result], path: Path) -> None:
    """Write the results and what machine they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }
    lines = [{**asdict(result), "holds": result.holds} for result in results]
    path.write_text(json.dumps({"machine": machine, "results": lines}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
