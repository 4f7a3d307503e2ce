"""Who does the work of each stage, and whether people rest at night: told from a log alone.

People work Monday to Friday, 9 to 17; machines work always. So work that never ends outside these
hours is done by people.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from deliverylab.log import DeliveryLog

Actor = Literal["people", "machines", ""]


def at_work(at: pd.Timestamp) -> bool:
    """Return whether people work at that time.

    >>> at_work(pd.Timestamp("2025-03-03T09:00Z")), at_work(pd.Timestamp("2025-03-08T09:00Z"))
    (True, False)
    """
    return at.day_of_week < 5 and 9 <= at.hour < 17


def who_acts(log: DeliveryLog, team: str) -> dict[str, Actor]:
    """Return who does the work of each stage, as far as the log tells.

    Authors and reviewers are people, and so is who approves. A merged change waits for whoever
    makes the release; the log says whether that is done by hand. For the rest it tells by the hour:
    work that never once ends at night or at a weekend, over twenty pieces of work or more, is done
    by people. (Five deployments are enough; but a machine may leave by day only, on a timetable, so
    only who packages by hand is said to deploy by hand.) An empty answer means that the log does
    not tell.
    """
    one = log.team(team)
    release = _by_hand(one.releases["by"])
    return {
        "code": "people",
        "review": "people" if one.changes["review_started"].notna().any() else "",
        "build": _people_or_machines(one.builds["finished"]),
        "merged": release,
        "staging": _people_or_machines(one.changes["staged"]),
        "ready": _who_says_yes(one),
        "deploy": _who_deploys(one.deployments, release),
        "production": "",
    }


def people_rest(log: DeliveryLog, team: str) -> bool:
    """Return whether nobody of the team works at night and at weekends, as its commits tell."""
    return _people_or_machines(log.team(team).changes["committed"]) == "people"


def _people_or_machines(finished: pd.Series, least: int = 20) -> Actor:
    """Tell people from machines by when their work ends: Monday to Friday, 9 to 17, or any time."""
    known = finished.dropna()
    if len(known) < least:
        return ""
    hour = (known - known.dt.normalize()) / pd.Timedelta(hours=1)
    by_day = (known.dt.day_of_week < 5) & hour.between(9, 17)
    return "people" if by_day.all() else "machines"


def _by_hand(by: pd.Series) -> Actor:
    if by.isna().all():
        return ""
    return "people" if (by == "hand").any() else "machines"


def _who_deploys(deployments: pd.DataFrame, release: Actor) -> Actor:
    planned = deployments[(deployments["environment"] == "production") & deployments["planned"]]
    actor = _people_or_machines(planned["finished"], least=5)
    return "" if actor == "people" and release != "people" else actor


def _who_says_yes(log: DeliveryLog) -> Actor:
    by_yes = (log.deployments["trigger"] == "approval").any()
    return "people" if by_yes or log.changes["approved"].notna().any() else ""
