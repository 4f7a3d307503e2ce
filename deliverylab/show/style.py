"""How things look: one place for every colour, marker, line and hatch of the course.

A team keeps its colour, marker, line style and hatch in every picture; so does a stage of the
pipeline. Colour never speaks alone: lines of teams differ in marker and dashes too, and a stage
where a change *waits* is hatched, where someone *works* on it is solid. The colours differ in
lightness as well, so they can be told apart in grey and by eyes that do not tell red from green;
all of them stand out from the white card (contrast 3:1 and more), all words 4.5:1 and more.

    >>> TEAM_STYLE["tug"].marker
    's'
    >>> STAGE_STYLE["wait for deploy"].waits
    True
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

CARD = "#ffffff"
"""The light card that every picture lies on, in light and dark themes."""
INK = "#1b2430"
"""Titles and numbers."""
SOFT_INK = "#3d4755"
"""Axis labels and notes."""
LINE = "#76808e"
"""Axis lines, arrows, rules."""
PALE = "#e8ecf1"
"""A quiet area behind something; never carries meaning alone."""
ACCENT = "#0b5cad"
"""The one thing to look at."""
GOOD = "#1a6e3c"
"""Words that say *better*; always with an arrow and the word."""
BAD = "#b3261e"
"""Words that say *worse*; always with an arrow and the word."""

STYLE_FILE = Path(__file__).with_name("deliverylab.mplstyle")

_NO_STYLE = {
    "backend",
    "backend_fallback",
    "date.epoch",
    "docstring.hardcopy",
    "figure.max_open_warning",
    "figure.raise_window",
    "interactive",
    "savefig.directory",
    "timezone",
    "tk.window_focus",
    "toolbar",
    "webagg.address",
    "webagg.open_in_browser",
    "webagg.port",
    "webagg.port_retries",
}
"""Settings of matplotlib that no style changes: they are about the window, not the picture."""

LineStyle = Literal["-", "--", "-.", ":"]


@dataclass(frozen=True)
class TeamStyle:
    """How one team is drawn: colour, marker, line style and hatch, always all four."""

    colour: str
    marker: str
    line: LineStyle
    hatch: str


@dataclass(frozen=True)
class StageStyle:
    """How one stage is drawn: its colour, and whether a change waits there (hatched) or not."""

    colour: str
    waits: bool

    @property
    def face(self) -> str:
        """The colour of the area: pale where a change waits, full where it is worked on."""
        return CARD if self.waits else self.colour

    @property
    def hatch(self) -> str:
        """Lines across the area where a change waits; none where it is worked on."""
        return "////" if self.waits else ""

    @property
    def edge(self) -> str:
        """The colour of the outline, and so of the hatch."""
        return self.colour if self.waits else CARD


TEAM_STYLE: dict[str, TeamStyle] = {
    "barge": TeamStyle("#3b2c57", "D", ":", "xx"),
    "tug": TeamStyle("#a3341f", "s", "-.", "//"),
    "ferry": TeamStyle("#0076ba", "^", "--", ".."),
    "hydrofoil": TeamStyle("#1a9775", "o", "-", ""),
}

OTHER_TEAM = TeamStyle("#5b6470", "v", "-", "--")
"""A team that is none of the four: the student's own, or a repository."""

STAGE_STYLE: dict[str, StageStyle] = {
    "code": StageStyle("#6a7482", False),
    "wait for review": StageStyle("#7a3e9d", True),
    "review": StageStyle("#7a3e9d", False),
    "wait for build": StageStyle("#2b7fd0", True),
    "build and test": StageStyle("#2b7fd0", False),
    "wait for release": StageStyle("#7d4c00", True),
    "release": StageStyle("#7d4c00", False),
    "staging": StageStyle("#0a9184", False),
    "wait for approval": StageStyle("#c2185b", True),
    "wait for deploy": StageStyle("#303f9f", True),
    "deploy": StageStyle("#303f9f", False),
}


@dataclass(frozen=True)
class PillarStyle:
    """How one pillar of CALMS is drawn: its colour and its marker, always both."""

    colour: str
    marker: str


PILLAR_STYLE: dict[str, PillarStyle] = {
    "culture": PillarStyle("#7a3e9d", "o"),
    "automation": PillarStyle("#0b5cad", "s"),
    "lean": PillarStyle("#1a6e3c", "^"),
    "measurement": PillarStyle("#a34700", "D"),
    "sharing": PillarStyle("#a8175a", "P"),
}


def team_style(team: str) -> TeamStyle:
    """Return how `team` is drawn; a team that is not one of the four gets a style of its own."""
    return TEAM_STYLE.get(team, OTHER_TEAM)


@contextmanager
def course_style() -> Iterator[None]:
    """Draw with the course's style, and leave the reader's own matplotlib settings untouched.

    Like `matplotlib.style.context`, which takes several times as long: every frame of a live figure
    comes by here. So only what differs is set, and set back; as in a dictionary, because all of it
    has been checked before, and checking it again takes five times as long.
    """
    from matplotlib import rcParams

    style = _settings()
    own = {
        name: mine
        for name, value in style.items()
        if (mine := dict.__getitem__(rcParams, name)) != value
    }
    dict.update(rcParams, {name: style[name] for name in own})
    try:
        yield
    finally:
        dict.update(rcParams, own)


@lru_cache(maxsize=1)
def _settings() -> dict[Any, Any]:  # names that the checker knows one by one
    """Return the settings that make the course's style: matplotlib's own and the style file's."""
    import matplotlib.style

    with matplotlib.style.context(["default", STYLE_FILE]):
        settings = matplotlib.rcParams
        return {name: settings[name] for name in settings if name not in _NO_STYLE}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (same) to 21 (black on white).

    Source: Web Content Accessibility Guidelines 2.2, definition of contrast ratio.

        >>> round(contrast("#000000", "#ffffff"))
        21
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour written `#rrggbb`, from 0 (black) to 1 (white).

    Source: Web Content Accessibility Guidelines 2.2, definition of relative luminance.
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
