"""`python -m deliverylab class`: what a class has learnt, from the files that students hand in."""

from __future__ import annotations

import argparse
import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deliverylab.command_line.output import CannotBeDone, Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands
    from deliverylab.teach.class_results import ClassResults

DESCRIPTION = """\
Read the files that students made with `hand-in`, and print what the class knew before the course
and knows after it: averages, the normalised gain, the objectives that were missed, the points.

The gain of the averages is that of Hake (1998). The average of the gains weighs each student's own
gain the same; it can differ much where some knew nearly everything before. Only students who took
both tests count in either. A file that cannot be read is named, and the others are counted; the
exit code is 1 then."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand and its arguments to the parser."""
    parser = subcommands.add_parser(
        "class",
        help="for teachers: what a class has learnt, from the files that students handed in",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder with the files")
    parser.add_argument(
        "--format",
        choices=("table", "csv"),
        default="table",
        help="csv: a row for each student, with the file and the name (default: table)",
    )
    parser.set_defaults(run=_class)


def _class(chosen: argparse.Namespace) -> Printed:
    """Return the results."""
    from deliverylab.teach.class_results import class_results
    from deliverylab.teach.hand_in import CannotBeRead

    try:
        results = class_results(chosen.folder)
    except CannotBeRead as error:
        raise CannotBeDone(str(error)) from error
    code = int(bool(results.not_read))
    if chosen.format == "csv":
        return Printed([_students(results)], "utf-8", code)
    return Printed.lines(_lines(results), code)


def _lines(results: ClassResults) -> Iterator[str]:
    """Yield the report."""
    from deliverylab.teach.class_results import AFTER, BEFORE
    from deliverylab.teach.pairs import load_parts

    both = len(results.both)
    yield f"{_students_said(len(results.students))}, {both} of them with both tests."
    for file, reason in results.not_read.items():
        yield f"Not read: {file}: {reason}"
    if both:
        yield ""
        yield "Right answers of those who took both tests, and the gain of the averages"
        names = {part.number: f"{part.number} {part.title}" for part in load_parts()}
        widest = max(map(len, names.values()))
        yield f"  {'lesson':<{widest}}{'before':>8}{'after':>8}{'gain':>8}"
        for number, name in [*names.items(), (None, "together")]:
            cells = (results.average(BEFORE, number), results.average(AFTER, number))
            shown = "".join(f"{_percent(cell):>8}" for cell in cells)
            yield f"  {name:<{widest}}{shown}{_gain(results.gain_of_averages(number)):>8}"
        yield f"Gain of the averages (Hake 1998): {_gain(results.gain_of_averages())}."
        yield f"Average of the {len(results.gains())} gains: {_gain(results.average_of_gains())}."
        mean = results.difference()
        if not math.isnan(mean.low):
            yield (
                f"After less before: {100 * mean.value:+.0f} points of 100 on average "
                f"(95 % interval {100 * mean.low:+.0f} to {100 * mean.high:+.0f})."
            )
    yield from _objectives(results)
    yield ""
    yield "Points by checks: the average share, and how many students have any"
    for lesson, (share, some) in results.points().items():
        yield f"  {lesson}  {_percent(share):>6}  {some} of {len(results.students)}"


def _objectives(results: ClassResults) -> Iterator[str]:
    """Yield which objectives were missed, those missed most after the course first."""
    from deliverylab.teach.class_results import AFTER, BEFORE

    (before, of_before), (after, of_after) = results.missed(BEFORE), results.missed(AFTER)
    if not of_before and not of_after:
        return
    yield ""
    yield f"Objectives missed by: before (of {of_before}), after (of {of_after})"
    for objective in sorted(after, key=lambda one: (-after[one], -before[one])):
        was = before[objective] if of_before else "–"
        now = after[objective] if of_after else "–"
        yield f"  {was:>4}{now:>5}  {objective}"


def _students(results: ClassResults) -> str:
    """Return a row for each student as CSV."""
    from deliverylab.teach.class_results import AFTER, BEFORE
    from deliverylab.teach.gain import normalised_gain, together

    lessons = sorted({lesson for one in results.students.values() for lesson in one.points})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["file", "name", "pre_test", "post_test", "gain", *map("points_{}".format, lessons)]
    )
    for file, one in results.students.items():
        scores = {name: together(one.tests[name]) for name in (BEFORE, AFTER) if name in one.tests}
        gain = normalised_gain(scores[BEFORE], scores[AFTER]) if len(scores) == 2 else None
        shares = [
            f"{scores[name].right / scores[name].total:.3f}" if name in scores else ""
            for name in (BEFORE, AFTER)
        ]
        points = [one.points[lesson].right if lesson in one.points else "" for lesson in lessons]
        writer.writerow([file, one.name, *shares, "" if gain is None else f"{gain:.3f}", *points])
    return text.getvalue()


def _students_said(count: int) -> str:
    return f"{count} student{'' if count == 1 else 's'}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _gain(gain: float | None) -> str:
    return "–" if gain is None else f"{gain:.2f}"
