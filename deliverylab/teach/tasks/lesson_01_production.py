"""Task 1.4: what is in production at a given moment?

The student writes a function, and it is asked for many moments of the year. Each of the usual
mistakes is a function too, so an answer is recognised by the moments at which it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pandas as pd

from deliverylab.teach.forms import StudentFunction, function, name
from deliverylab.teach.shipped import TEAMS, shipped_table
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.recognise import every_answer, mistake_in

TEAM = "tug"
OTHER_TEAM = "|".join(f"{team}-r" for team in TEAMS if team != TEAM)
SHORTLY = pd.Timedelta(minutes=10)
ALIKE = 2
"""So many moments of each sort are asked for."""

AtMoment = Callable[[pd.Timestamp], str]


def rows(table: str) -> pd.DataFrame:
    """Return one table of the team."""
    whole = shipped_table(table)
    return whole[whole["team"] == TEAM]


def latest(deployments: pd.DataFrame, moment: pd.Timestamp, by: str = "finished") -> str:
    """Return the release of the last of these deployments up to a moment."""
    done = deployments[deployments[by] <= moment]
    return str(done.sort_values(by)["release"].iloc[-1])


@cache
def deployed(*environments: str, failed: bool = False, rolled_back: bool = True) -> pd.DataFrame:
    """Return the deployments to these environments, with or without some of them."""
    all_rows = rows("deployments")
    kept = all_rows["environment"].isin(environments)
    if not failed:
        kept &= all_rows["outcome"] == "success"
    if not rolled_back:
        kept &= all_rows["trigger"] != "rollback"
    return all_rows[kept]


def in_production(moment: pd.Timestamp) -> str:
    """Return what users get: the package of the last deployment to production that succeeded."""
    return latest(deployed("production"), moment)


def newest_release(moment: pd.Timestamp) -> str:
    """Return the newest package on the shelf."""
    return latest(rows("releases"), moment, by="packaged")


WRONG: dict[str, AtMoment] = {
    "took the newest package": newest_release,
    "counted staging too": lambda moment: latest(deployed("staging", "production"), moment),
    "counted failed ones too": lambda moment: latest(deployed("production", failed=True), moment),
    "counted what had only started": (
        lambda moment: latest(deployed("production"), moment, by="started")
    ),
    "left rollbacks out": (
        lambda moment: latest(deployed("production", rolled_back=False), moment)
    ),
    "counted every deployment": (
        lambda moment: latest(deployed("staging", "production", failed=True), moment)
    ),
    "forgot the moment": lambda _moment: latest(deployed("production"), end_of_the_log()),
}
"""What each mistake answers."""


def end_of_the_log() -> pd.Timestamp:
    """Return a moment at which everything in the log has happened."""
    last: pd.Timestamp = rows("deployments")["finished"].max()
    return last + SHORTLY


@cache
def moments() -> tuple[pd.Timestamp, ...]:
    """Return the moments that are asked for: those at which one of the mistakes would show."""
    production, staging = deployed("production", failed=True), deployed("staging", failed=True)
    failed = production[production["outcome"] == "failure"]["finished"] + SHORTLY
    tried = staging[staging["outcome"] == "success"]["finished"] + SHORTLY
    in_vain = staging[staging["outcome"] == "failure"]["finished"] + SHORTLY
    running = production["started"] + SHORTLY
    back = production[production["trigger"] == "rollback"]["finished"] + SHORTLY
    packaged = rows("releases")["packaged"].iloc[1:] + SHORTLY
    first = production["finished"].min() + SHORTLY
    chosen = [
        moment
        for sort in (failed, tried, in_vain, running, back, packaged)
        for moment in sort[sort > first].iloc[:ALIKE]
    ]
    return tuple(sorted({*chosen, first, end_of_the_log()}))


def asked() -> list[tuple[pd.Timestamp]]:
    """Return the moments as the arguments of a function."""
    return [(moment,) for moment in moments()]


@cache
def answers() -> list[str]:
    """Return what is in production at each of the moments."""
    return every_answer(in_production, asked())


@cache
def wrong_answers() -> dict[str, list[str]]:
    """Return what each mistake says is in production at each of the moments."""
    return {name: every_answer(rule, asked()) for name, rule in WRONG.items()}


def judge(written: StudentFunction[str]) -> str | None:
    """Return `None` if the function is right at all moments, or the mistake, or a moment."""
    given, right = every_answer(written, asked()), answers()
    if given == right:
        return None
    if any(re.match(OTHER_TEAM, release) for release in given):
        return "took a package of another team"
    if not any(release.startswith(f"{TEAM}-r") for release in given):
        return "gave something else than a release"
    if len(set(given)) == 1 and given != wrong_answers()["forgot the moment"]:
        return "always gave one package"
    mistake = mistake_in(given, right, wrong_answers())
    if mistake is not None:
        return mistake
    moment = next(at for at, g, r in zip(moments(), given, right, strict=True) if g != r)
    return (
        f"For {moment:%Y-%m-%d %H:%M} your function returns {written(moment)!r:.30}, and users had "
        f"another package. Which was the last deployment of `{TEAM}` up to then that counts?"
    )


def said(_written: StudentFunction[str]) -> str:
    """Say how often the newest package was not what users had."""
    pairs = zip(every_answer(newest_release, asked()), answers(), strict=True)
    other = sum(newest != right for newest, right in pairs)
    return (
        f"At {other} of the {len(moments())} moments that the check asked for, users had an older "
        "package than the newest one on the shelf. What is released does not say what is in "
        "production."
    )


IN_PRODUCTION: Task[StudentFunction[str]] = Task(
    number="1.4",
    title="What is in production?",
    points=3,
    variable="in_production",
    expects=function("moment", returns=name("release", like="tug-r0003")),
    judge=judge,
    mistakes=(
        Mistake(
            "took a package of another team",
            hints=(
                f"At some moments your function returns a package of another team than `{TEAM}`.",
                "All four teams are in `deployments`. In which table are the rows of one team "
                "alone?",
                f"Begin with the rows of `{TEAM}`: the cell above your answer has chosen them.",
            ),
        ),
        Mistake(
            "always gave one package",
            hints=(
                "Your function returns the same package for every moment: it does not look at "
                "`moment`.",
                "In one year users got many packages, one after the other. In which column of "
                "`tug` does it stand when each of them came?",
                "Compare `moment` with a column of times, so that only what had happened by then "
                "is left.",
            ),
        ),
        Mistake(
            "gave something else than a release",
            hints=(
                "Your function should return the id of a package, such as tug-r0003.",
                "The column *release* holds it: the deployment's own id is another column.",
                'Choose the row, then return its ["release"].',
            ),
        ),
        Mistake(
            "took the newest package",
            hints=(
                "Your function returns the newest package. Is that what users get?",
                "A new package lies on the shelf. Users get it when a deployment to production "
                "has finished.",
                "Look in `deployments` and not in `releases`: at *environment*, *outcome* and "
                "*finished*.",
            ),
        ),
        Mistake(
            "counted staging too",
            hints=(
                "At some moments your function returns a package that no user had yet.",
                "Look at the moments between a try on staging and the deployment that follows.",
                "Keep only the rows whose *environment* is production.",
            ),
        ),
        Mistake(
            "counted failed ones too",
            hints=(
                "At some moments your function is wrong. Does every deployment change what users "
                "get?",
                "When a deployment fails, users keep what they had before.",
                "Look at the column *outcome*, and keep the deployments that succeeded.",
            ),
        ),
        Mistake(
            "counted what had only started",
            hints=(
                "Your function is too early at some moments. When does a deployment count?",
                "While a deployment runs, users get what they had before.",
                "Compare the moment with *finished*, not with *started*.",
            ),
        ),
        Mistake(
            "left rollbacks out",
            hints=(
                "Your function never goes back to an older package. `tug` sometimes did.",
                "The package with the highest number is not always the last one deployed: look "
                "at the rows whose *trigger* is rollback.",
                "Take the row with the latest *finished*, whatever its trigger and its number.",
            ),
        ),
        Mistake(
            "counted every deployment",
            hints=(
                "Your function takes the last deployment, whichever it is. Did users get "
                "something from each of them?",
                "A deployment to staging reaches no user, and one that failed does not either.",
                "Set two conditions more: one on *environment*, one on *outcome*.",
            ),
        ),
        Mistake(
            "forgot the moment",
            hints=(
                "Your function returns the same package for every moment.",
                "What happened after the moment must not count.",
                "Keep only the deployments that had *finished* at `moment` or before.",
            ),
        ),
    ),
    hints=(
        "Find the last deployment that brought users something, and return its package.",
        "Which rows of `tug` changed what users get? Two of its columns tell, and a third one "
        "tells when.",
        "Look at *environment*, *outcome* and *finished*, one after the other: after each, print "
        "how many rows are left. Of the last rows, one is the latest.",
    ),
    said=said,
)
