"""The harbour game: a season of eight quarters in which a team improves, or not.

- `Season`: what is played, one quarter after the other.
- `SeasonResult`: how it compares with doing nothing, chance, and plans that were computed.
- `open_season`, `save_season`: a season in a file, to go on with later.
"""

from deliverylab.improve.season.events import EVENTS, Event, Happening
from deliverylab.improve.season.quarter import Kpis, Quarter
from deliverylab.improve.season.result import SeasonResult
from deliverylab.improve.season.rules import MOST_MOVES, QUARTERS, WEEKS
from deliverylab.improve.season.saved import SavedSeasonError, open_season, save_season
from deliverylab.improve.season.season import Season

__all__ = [
    "EVENTS",
    "MOST_MOVES",
    "QUARTERS",
    "WEEKS",
    "Event",
    "Happening",
    "Kpis",
    "Quarter",
    "SavedSeasonError",
    "Season",
    "SeasonResult",
    "open_season",
    "save_season",
]
