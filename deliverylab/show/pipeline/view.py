"""The pipeline view: one dot per change, moving through the stages of a real delivery log.

A student who sees a pipeline for the first time sees here what its words mean: a queue is a pile of
dots that grows, a train is a batch of dots that leaves together, a red build is a dot that goes
back. A release carries dots through the first gate: they are a package now, on the shelf, and no
user has it. A deploy carries them through the second. Several teams are shown one above the other
on the same clock.

The tracks of the changes are computed here (`deliverylab.show.pipeline.tracks`) and sent to the
browser as plain bytes; the script beside this file only moves along them. Where there is no
browser, the view is a still picture of its first moment, and a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

import anywidget
import numpy as np
import pandas as pd
import traitlets

from deliverylab.log import DeliveryLog
from deliverylab.show.picture import Picture
from deliverylab.show.pipeline.picture import STAGE_COLOUR, draw_pipeline
from deliverylab.show.pipeline.stages import BANDS, STAGES, WHERE, State
from deliverylab.show.pipeline.tracks import Tracks, pipeline_tracks
from deliverylab.show.style import team_style

Rows: TypeAlias = traitlets.List[dict[str, Any]]
Bundle: TypeAlias = tuple[dict[str, Any], dict[str, Any]]

_HERE = Path(__file__).parent
_SCRIPTS = tuple(
    f"{part}.js"
    for part in ("events", "model", "motion", "marks", "draw", "timeline", "legend", "view")
)
_WARM_UP = pd.Timedelta(weeks=4)


class PipelineView(anywidget.AnyWidget):
    """Show the changes of one or more teams moving through the pipeline.

    Args:
        log: what happened, from the simulator, the shipped data or a repository.
        teams: one team or several, shown one above the other; all teams of the log if left out.
        start: where the window begins, as a date or a timestamp (UTC if it names no time zone);
            if left out, the first Monday after four weeks.
        days: length of the window in days. It ends where the log ends.

    Attributes:
        hour: the time shown, in hours since `start`; set it to move the view.
        sentence: what the window shows, in words and computed numbers.
        tracks: the walks of the changes, by team.

    Raises:
        LogError: if the log has no such team.
        ValueError: if the window is empty or lies outside the log, or `start` is no date with a
            year.

    >>> log = DeliveryLog.of("2025-03-03", "2025-03-10", team="tug", changes={
    ...     "change": ["c1"], "committed": ["2025-03-04T09:00Z"]})
    >>> PipelineView(log, start="2025-03-03").sentence.partition(", ")[2]
    'tug had 1 change on its way and carried none to production.'
    """

    _esm = "\n".join((_HERE / script).read_text(encoding="utf-8") for script in _SCRIPTS)
    _css = _HERE / "view.css"

    hour = traitlets.Float(0.0).tag(sync=True)
    hours = traitlets.Float().tag(sync=True)
    start_ms = traitlets.Float().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    stages: Rows = traitlets.List().tag(sync=True)
    bands: Rows = traitlets.List().tag(sync=True)
    states: Rows = traitlets.List().tag(sync=True)
    lanes: Rows = traitlets.List().tag(sync=True)

    def __init__(  # noqa: D107 (the arguments stand in the docstring of the class)
        self,
        log: DeliveryLog,
        teams: str | Sequence[str] | None = None,
        start: str | pd.Timestamp | None = None,
        days: float = 7,
    ) -> None:
        names = _names(log, teams)
        first, last = _window(log, start, days)
        self.tracks: dict[str, Tracks] = {
            team: pipeline_tracks(log, team, first, last) for team in names
        }
        self.start, self.days = first, days
        keys = [stage.key for stage in STAGES]
        super().__init__(
            hours=max(track.hours for track in self.tracks.values()),
            start_ms=first.timestamp() * 1000,
            sentence=pipeline_sentence(list(self.tracks.values()), days),
            stages=[
                {"key": s.key, "name": s.name, "about": s.about, "colour": STAGE_COLOUR[s.key]}
                for s in STAGES
            ],
            bands=[asdict(band) for band in BANDS],
            states=[
                {"name": state.name, "stage": keys.index(WHERE[state][0]), "mark": WHERE[state][1]}
                for state in State
            ],
            lanes=[_lane(track) for track in self.tracks.values()],
        )

    @property
    def picture(self) -> Picture:
        """The still picture: where every change is when the window begins, and the sentence."""
        return draw_pipeline(list(self.tracks.values()), self.sentence)

    def __repr__(self) -> str:
        """Return the sentence: what a page without pictures shows, and a test compares."""
        return self.sentence

    def _repr_mimebundle_(self, **kwargs: object) -> Bundle:
        """Return the widget together with the still picture, for pages without a kernel."""
        view, about_view = super()._repr_mimebundle_() or ({}, {})
        still, about = self.picture._repr_mimebundle_()
        return {**view, **still}, {**about_view, **about}


def pipeline_sentence(tracks: Sequence[Tracks], days: float) -> str:
    """Return what a window shows: how many changes were on their way, how many arrived, and how.

    Args:
        tracks: the tracks of one or more teams over the same window.
        days: the length of the window that was asked for.
    """
    start = tracks[0].start
    # pyrefly: ignore[no-matching-overload]
    length = {1: "day", 7: "week"}.get(days, f"{days:g} days")
    clock = "" if start == start.normalize() else f" {start:%H:%M}"
    day = f"{start.day_name()} {start.day} {start.month_name()} {start.year}{clock}"
    return f"In the {length} from {day}, {'; '.join(_team_in_words(one) for one in tracks)}."


def _team_in_words(track: Tracks) -> str:
    count = len(track.changes)
    on_way = f"{count} change{'s' * (count != 1)} on {'its' if count == 1 else 'their'} way"
    before = f" ({track.from_before} from before)" if track.from_before else ""
    number = len(np.unique(track.carried))
    arrived = f"{len(track.carried) or 'none'} to production"
    how = f" in {number} deployment{'s' * (number != 1)}" if number else ""
    return f"{track.team} had {on_way}{before} and carried {arrived}{how}"


def _names(log: DeliveryLog, teams: str | Sequence[str] | None) -> list[str]:
    names = log.teams if teams is None else [teams] if isinstance(teams, str) else list(teams)
    if not names:
        raise ValueError("teams is empty: name at least one team of the log")
    if len(set(names)) < len(names):
        raise ValueError(f"teams names a team twice: {', '.join(names)}")
    return names


def _window(
    log: DeliveryLog, start: str | pd.Timestamp | None, days: float
) -> tuple[pd.Timestamp, pd.Timestamp]:
    if not (math.isfinite(days) and 0 < days <= 92):
        raise ValueError(f"days is {days!r}; choose a number of days above 0 and up to 92")
    if start is None:
        first = _first_monday(log)
    else:
        first = _date_with_year(start)
        first = first.tz_localize("UTC") if first.tzinfo is None else first.tz_convert("UTC")
    return first, first + pd.Timedelta(days=days)


def _date_with_year(start: str | pd.Timestamp) -> pd.Timestamp:
    """Read a date; one without a year would be taken for a day of the year 1 or of today's."""
    has_year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)|^(19|20)\d{6}(?!\d)", str(start))
    try:
        first = pd.Timestamp(start) if has_year else pd.NaT
    except ValueError:
        first = pd.NaT
    if not isinstance(first, pd.Timestamp):
        raise ValueError(
            f"start is {str(start)!r}; write a date with its year, for example '2025-03-03'"
        )
    return first


def _first_monday(log: DeliveryLog) -> pd.Timestamp:
    """Return the first Monday after four weeks; the start of a log that is shorter."""
    warm = log.start + _WARM_UP
    monday = warm.ceil("D") + pd.Timedelta(days=(-warm.ceil("D").day_of_week) % 7)
    return monday if monday < log.end else log.start


def _lane(track: Tracks) -> dict[str, object]:
    """Return one team's tracks as the browser gets them: typed arrays as bytes, few words."""
    style = team_style(track.team)
    table = track.deployments
    return {
        "team": track.team,
        "colour": style.colour,
        "marker": style.marker,
        "actors": [track.actors[stage.key] for stage in STAGES],
        "rests": track.rests,
        "offsets": track.offsets.astype("<i4").tobytes(),
        "entered": track.entered.astype("<f4").tobytes(),
        "states": track.states.tobytes(),
        "carried_by": track.carried_by.astype("<i4").tobytes(),
        "deployments": {
            "started": table["started"].to_numpy().astype("<f4").tobytes(),
            "finished": table["finished"].to_numpy().astype("<f4").tobytes(),
            "changes": table["changes"].to_numpy().astype("<i4").tobytes(),
            "triggers": table["trigger"].to_list(),
            "outcomes": table["outcome"].to_list(),
            "versions": table["version"].to_list(),
        },
        "incidents": [
            {key: None if value != value else value for key, value in incident.items()}
            for incident in track.incidents.to_dict("records")
        ],
        "releases": track.releases.to_dict("records"),
    }
