"""Tasks 1.2 and 1.3: count. How often each team deploys, and which packages never reach users."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from deliverylab.teach.forms import count, parts, per_team
from deliverylab.teach.shipped import TEAMS, shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]


def by_team(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many rows each team has."""
    found = rows["team"].value_counts()
    return {team: int(found.get(team, 0)) for team in TEAMS}


def deployed_to(*environments: str, outcomes: tuple[str, ...] = ("success",)) -> pd.DataFrame:
    """Return the deployments to these environments that ended so."""
    rows = shipped_table("deployments")
    return rows[rows["environment"].isin(environments) & rows["outcome"].isin(outcomes)]


ANY = ("success", "failure")

COUNT_DEPLOYS: Task[dict[str, int]] = Task(
    number="1.2",
    title="Count the deploys",
    points=2,
    variable="deploys",
    expects=per_team(count("deploys")),
    answer=lambda: by_team(deployed_to("production")),
    mistakes=(
        Mistake(
            "counted releases",
            gives=lambda: by_team(shipped_table("releases")),
            hints=(
                "These are the releases: how many packages there are. How many deploys is "
                "another question.",
                "A release makes a package, a deploy pushes it to production. Which table has "
                "one row for each deployment?",
                "Start from `deployments`, and keep the rows of production that succeeded.",
            ),
        ),
        Mistake(
            "counted every row",
            gives=lambda: by_team(deployed_to("staging", "production", outcomes=ANY)),
            hints=(
                "You count every deployment there was. Do users get something from all of them?",
                "Two columns tell which ones count: *environment* and *outcome*.",
                "Keep the rows whose environment is production, then those that succeeded. Then "
                "count by team.",
            ),
        ),
        Mistake(
            "counted staging too",
            gives=lambda: by_team(deployed_to("staging", "production")),
            hints=(
                "Some of these deployments reached no user. Where did they go?",
                "A package is tried out on staging first, and that is a row of its own.",
                "Look at the column *environment*, and keep one of its two values.",
            ),
        ),
        Mistake(
            "counted staging alone",
            gives=lambda: by_team(deployed_to("staging")),
            hints=(
                "Who uses the system that you are looking at?",
                "Staging is the copy on which a package is tried out. Users are elsewhere.",
                "Keep the rows whose *environment* is the system that users use.",
            ),
        ),
        Mistake(
            "counted failed ones too",
            gives=lambda: by_team(deployed_to("production", outcomes=ANY)),
            hints=(
                "Nearly: for two of the teams the number is too large. Did all of these "
                "deployments work?",
                "A deployment can fail. Then users keep what they had.",
                "Look at the column *outcome*, and keep the deployments that succeeded.",
            ),
        ),
        Mistake(
            "counted packages",
            gives=lambda: by_team(deployed_to("production").drop_duplicates("release")),
            hints=(
                "You count each package once. Can a package go to production a second time?",
                "Each row of `deployments` is one deployment. After a rollback the same package "
                "stands in two rows.",
                "Count rows with `.size()`; `.nunique()` and `.drop_duplicates()` leave some out.",
            ),
        ),
    ),
    hints=(
        "Choose the rows of `deployments` that count, then count them by team.",
        "There are two conditions: one on *environment*, one on *outcome*. Print "
        '`deployments["outcome"].unique()` to see the words.',
        "Filter twice, as in `rows = rows[rows[column] == value]`, then "
        '`rows.groupby("team").size()` as in the cell above.',
    ),
    said=lambda value: (
        f"`ferry` made {packages_of('ferry'):,} packages and {value['ferry']:,} deploys; `tug` "
        f"made {packages_of('tug')} packages and {value['tug']} deploys. Releases and deploys are "
        "two things, and two numbers."
    ),
)

# 1.3 Never, and more than once


def packages_of(team: str) -> int:
    """Return how many packages a team released."""
    return by_team(shipped_table("releases"))[team]


@cache
def times_deployed(*environments: str, team: str = "ferry") -> pd.Series[int]:
    """Return how often each package of a team was deployed there, in the order of the releases."""
    packages = shipped_table("releases").query("team == @team")["release"]
    rows = deployed_to(*environments)
    return rows["release"].value_counts().reindex(packages, fill_value=0)


def never_and_again() -> Parts:
    """Return how many packages of `ferry` reached production never, and more than once."""
    times = times_deployed("production")
    return {"never": int((times == 0).sum()), "again": int((times > 1).sum())}


def came_another_way() -> float:
    """Return the share of changes that users got although the package made of them never came."""
    times = times_deployed("production")
    packages = shipped_table("releases").set_index("release")["change"]
    heads = packages[times.index[times == 0]]
    changes = shipped_table("changes").set_index("change")
    return float(changes.loc[heads, "deployed"].notna().mean())


def is_part(name: str, wrong: Callable[[], int]) -> Callable[[Parts], bool]:
    """Return whether one part of an answer is this number."""
    return lambda value: value[name] == wrong()


def deploys_of_ferry() -> int:
    """Return how many deploys `ferry` made."""
    return int(times_deployed("production").sum())


def rollbacks_of_ferry() -> int:
    """Return how many deployments of `ferry` were rollbacks."""
    rows = deployed_to("production")
    return int(((rows["team"] == "ferry") & (rows["trigger"] == "rollback")).sum())


NEVER_AND_AGAIN: Task[Parts] = Task(
    number="1.3",
    title="Never, and more than once",
    points=3,
    expects=parts(never=count("packages"), again=count("packages")),
    answer=never_and_again,
    mistakes=(
        Mistake(
            "subtracted deploys from releases",
            recognises=is_part("never", lambda: packages_of("ferry") - deploys_of_ferry()),
            hints=(
                "For `never`, you subtract deploys from packages. Does each deploy bring a new "
                "package?",
                "Some packages are deployed twice. Each of them takes two away from your "
                "`never`, and is only one package.",
                "Count how many different packages reached production (`.nunique()`), and "
                "subtract that.",
            ),
        ),
        Mistake(
            "counted staging too",
            recognises=lambda value: (
                value["never"] == int((times_deployed("staging", "production") == 0).sum())
                or value["again"] == int((times_deployed("staging", "production") > 1).sum())
            ),
            hints=(
                "At `ferry` a machine brings every package somewhere. Is that production?",
                "A deployment to staging reaches no user. Leave those rows out.",
                "Keep the deployments whose *environment* is production before you count how "
                "often a package occurs.",
            ),
        ),
        Mistake(
            "counted those that reached production",
            recognises=is_part("never", lambda: int((times_deployed("production") > 0).sum())),
            hints=(
                "So many packages did reach production. `never` asks for the others.",
                "All packages of `ferry` are in `releases`. Which of them are not among those "
                "that were deployed?",
                "Take the number of packages that reached production from the number of all "
                "packages of `ferry`.",
            ),
        ),
        Mistake(
            "counted every team",
            recognises=lambda value: (
                value["again"]
                == sum(int((times_deployed("production", team=t) > 1).sum()) for t in TEAMS)
            ),
            hints=(
                "For `again`, you count more packages than `ferry` has there.",
                "All four teams are in `deployments`. Only one is asked for.",
                'Begin with the rows whose *team* is "ferry", in both tables.',
            ),
        ),
        Mistake(
            "counted deployments, not packages",
            recognises=is_part("again", rollbacks_of_ferry),
            hints=(
                "For `again`, you count how often a package came back. How many packages are they?",
                "One package can come back three times. It is still one package.",
                'Count how often each package occurs, with `["release"].value_counts()`. Then '
                "count the packages for which that is more than 1.",
            ),
        ),
        Mistake(
            "counted exactly twice",
            recognises=is_part("again", lambda: int((times_deployed("production") == 2).sum())),
            hints=(
                "For `again`, you count the packages that came exactly twice. More than once is "
                "more.",
                "A few packages reached production three times or more often.",
                "Ask for `> 1` where you ask for `== 2`.",
            ),
        ),
        Mistake(
            "counted exactly once",
            recognises=is_part("again", lambda: int((times_deployed("production") == 1).sum())),
            hints=(
                "So many packages reached production once. `again` asks for more than once.",
                "The first deploy of a package is not a repetition.",
                "Count the packages that occur twice or more often among the deploys.",
            ),
        ),
    ),
    part_hints={
        "again": (
            "`never` is right. For `again`: how often does each package occur among the deploys?",
            '`["release"].value_counts()` on the deployments of `ferry` to production that '
            "succeeded says how often each package came.",
            "`again` is the number of packages for which that is more than 1.",
        ),
    },
    hints=(
        "Take two tables of `ferry`: its packages from `releases`, and its deployments to "
        "production that succeeded.",
        '`["release"].value_counts()` on those deployments says how often each package came. A '
        "package that never came is not in it.",
        "`again` is the number of packages that occur more than once there. `never` is the number "
        "of all packages of `ferry` less the number of those that occur.",
    ),
    said=lambda value: (
        f"{value['never']:,} of {packages_of('ferry'):,} packages never reached production, and "
        f"that is fine: {100 * came_another_way():.0f} % of the changes that they were made for "
        f"did, in a later package. {value['again']} packages came back: each time, the team rolled "
        "back."
    ),
)
