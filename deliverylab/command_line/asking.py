"""From what was asked for on the command line to what was measured."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from deliverylab.command_line.formats import Answer, Json, time_text
from deliverylab.command_line.of_definitions import OfDefinitions
from deliverylab.command_line.of_rows import OfReported, OfRows
from deliverylab.command_line.of_scorecard import OfScorecard
from deliverylab.command_line.page import Page
from deliverylab.command_line.reading import read_log, read_window
from deliverylab.command_line.words import ALL, say_moment
from deliverylab.log import DeliveryLog
from deliverylab.measure import DEFINITIONS, compare, explain, scorecard
from deliverylab.measure.definitions import METRICS

__all__ = ["Asked", "ask"]

SHAPE = 1
"""The number of the JSON's shape; it changes where a program that reads it would break."""


@dataclass(frozen=True)
class Asked:
    """An answer, and what it is the answer to.

    Attributes:
        answers: What is told: "scorecard", "definitions" or "rows".
        answer: What was measured.
        log: The log that was measured.
        start: First moment of the window (UTC).
        end: First moment after it.
    """

    answers: str
    answer: Answer
    log: DeliveryLog
    start: pd.Timestamp
    end: pd.Timestamp

    def lines(self, page: Page) -> Iterator[str]:
        """Yield the answer's lines, then what the log does not hold."""
        yield from self.answer.lines(page)
        yield from page.section("Notes:", self.log.notes)

    def document(self) -> Mapping[str, Json]:
        """Return the answer for each team, and what it stands on."""
        return {
            "shape": SHAPE,
            "answers": self.answers,
            "source": self.log.source,
            "start": time_text(self.start),
            "end": time_text(self.end),
            "notes": list(self.log.notes),
            "teams": self.answer.document(),
        }

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return the answer's tables."""
        return self.answer.tables()


def ask(chosen: argparse.Namespace) -> Asked:
    """Read the log, measure it, and return the answer.

    Raises:
        LogError: where the log cannot be read, or does not hold what was asked for.
        SystemExit: where options do not go together.
    """
    _check(chosen)
    log = read_log(chosen)
    start, end = read_window(log, chosen)
    answers, answer = _answer(log, start, end, chosen.definitions, chosen.explain)
    return Asked(answers, answer, log, start, end)


def _check(chosen: argparse.Namespace) -> None:
    """Refuse the rows of a KPI that the tools do not define."""
    if chosen.definitions is not None and chosen.explain not in (None, *METRICS):
        chosen.parser.error(
            f"{chosen.explain!r} is this course's alone; with --definitions, --explain takes one "
            f"of {', '.join(map(repr, METRICS))}"
        )


def _answer(
    log: DeliveryLog,
    start: pd.Timestamp,
    end: pd.Timestamp,
    definitions: Sequence[str] | None,
    kpi: str | None,
) -> tuple[str, Answer]:
    """Measure each team; return what is told, and the answer."""
    if definitions is None and kpi is None:
        return "scorecard", OfScorecard(scorecard(log, start, end))
    teams = {name: log.team(name) for name in log.teams}
    tools = _tools(definitions or ())
    if kpi is None:
        compared = {name: compare(team, start, end, tools) for name, team in teams.items()}
        return "definitions", OfDefinitions(compared)
    window = f"{say_moment(start)} up to {say_moment(end)} (UTC)"
    if definitions is None:
        explained = {name: explain(team, kpi, start, end) for name, team in teams.items()}
        return "rows", OfRows(explained, window)
    measures = {tool: DEFINITIONS[tool].measures[kpi] for tool in tools}
    reported = {
        name: {tool: measure(team, start, end) for tool, measure in measures.items()}
        for name, team in teams.items()
    }
    return "rows of definitions", OfReported(reported, window)


def _tools(definitions: Sequence[str]) -> list[str]:
    """Return the definitions that were named, in the library's order; all where none is."""
    if not definitions or ALL in definitions:
        return list(DEFINITIONS)
    return [name for name in DEFINITIONS if name in definitions]
