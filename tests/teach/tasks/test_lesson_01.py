"""The tasks of lesson 01: each usual mistake is recognised and gets hints of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from deliverylab.simulate import Approval, Refused, Scenario, Train
from deliverylab.steps import to_deploy
from deliverylab.teach.checks import check
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks.lesson_01_production import moments
from deliverylab.teach.tasks.lesson_01_rule import may_deploy, of_state, played, situations
from deliverylab.teach.tasks.recognise import closest
from tests.teach.tasks.proof import Proof, Wrong, said_of

LOG = shipped_log()
PRODUCTION = LOG.deployments[LOG.deployments["environment"] == "production"]
SUCCEEDED = PRODUCTION[PRODUCTION["outcome"] == "success"]
DONE = LOG.deployments[LOG.deployments["outcome"] == "success"]
DONE_FERRY = DONE[DONE["team"] == "ferry"]
FERRY = SUCCEEDED[SUCCEEDED["team"] == "ferry"]
TUG = LOG.deployments[LOG.deployments["team"] == "tug"]
TIMES = LOG.changes.set_index("change").loc["ferry-c00276", "committed":"deployed"]
HOUR = pd.Timedelta(hours=1)
WAIT = TIMES["approved"] - TIMES["staged"]
TODAY = Scenario.team("tug")


def between(first: str, last: str) -> float:
    return (TIMES[last] - TIMES[first]) / HOUR


def by_team(rows: pd.DataFrame) -> pd.Series[int]:
    return rows.groupby("team", observed=True).size()


def releases_of(team: str) -> pd.Series[str]:
    return LOG.releases.loc[LOG.releases["team"] == team, "release"]


def last(
    rows: pd.DataFrame, column: str = "finished", of: str = "release"
) -> Callable[[pd.Timestamp], str]:
    return lambda moment: rows[rows[column] <= moment].sort_values(column)[of].iloc[-1]


def tug(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["team"] == "tug"]


def highest_so_far(moment: pd.Timestamp) -> str:
    done = tug(SUCCEEDED)
    return done.loc[done["finished"] <= moment, "release"].max()


def rule(
    released: bool = True, tried: bool = True, well: bool = True
) -> Callable[[str, str, list[str], dict[str, str]], bool]:
    """Return a rule that asks for some of what the right one asks for."""

    def may(version: str, environment: str, shelf: list[str], staging: dict[str, str]) -> bool:
        if released and version not in shelf:
            return False
        if environment == "staging" or not tried:
            return True
        return version in staging if not well else staging.get(version) == "success"

    return may


def number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def newest_only(key: Callable[[str], Any]) -> Callable[..., bool]:
    return lambda version, to, shelf, staging: (
        may_deploy(version, to, shelf, staging) and version == max(shelf, key=key)
    )


def never_back(version: str, to: str, shelf: list[str], staging: dict[str, str]) -> bool:
    if not may_deploy(version, to, shelf, staging):
        return False
    good = [number(each) for each in shelf if staging.get(each) == "success"]
    return to == "staging" or number(version) >= max(good)


def never_back_as_text(version: str, to: str, shelf: list[str], staging: dict[str, str]) -> bool:
    if not may_deploy(version, to, shelf, staging):
        return False
    return to == "staging" or version >= max(v for v in shelf if staging.get(v) == "success")


def on_shelf(found: Callable[[str, list[str]], bool]) -> Callable[..., bool]:
    """Return the rule with another way to ask whether a version is on the shelf."""
    return lambda version, to, shelf, staging: (
        found(version, shelf) and (to == "staging" or staging.get(version) == "success")
    )


def as_numbers(version: str, shelf: list[str]) -> bool:
    return float(version) in [float(each) for each in shelf]


IN_A_TEXT = "looked for the version in one long text"


def every(days: float) -> Scenario:
    return replace(TODAY, deploy_on=Train(every_days=days))


def good_everywhere(version: str, _to: str, shelf: list[str], staging: dict[str, str]) -> bool:
    return version in shelf and staging.get(version) == "success"


def the_other_way_round(version: str, to: str, shelf: list[str], staging: dict[str, str]) -> bool:
    return version in shelf and (to == "production" or staging.get(version) == "success")


def repeated(deployments: pd.DataFrame) -> int:
    return int((deployments["release"].value_counts() > 1).sum())


OFTEN = FERRY["release"].value_counts()
FERRY_ALL = len(releases_of("ferry"))
FERRY_NEVER = FERRY_ALL - len(OFTEN)
FERRY_AGAIN = repeated(FERRY)


def waited(step: str, hours: float) -> dict[str, object]:
    return {"step": step, "hours": hours}


def came(never: int = FERRY_NEVER, again: int = FERRY_AGAIN) -> dict[str, object]:
    return {"never": never, "again": again}


def rolled_back(users_get: str = "1.0", on_the_shelf: int = 3) -> dict[str, object]:
    return {"users_get": users_get, "on_the_shelf": on_the_shelf}


class TestLesson01(Proof):
    lesson = "01"
    not_told = frozenset({("1.1", "approved")})
    wrong = (
        Wrong("1.1", waited("deployed", between("staged", "deployed")), "left the approval out"),
        Wrong("1.1", waited("approved", between("committed", "deployed")), "took the whole way"),
        Wrong("1.1", waited("approved", 31.1), "counted working hours only"),
        Wrong("1.1", waited("approved", WAIT.seconds / 3600), "lost the whole days"),
        Wrong("1.1", waited("staged", WAIT / HOUR), "named the step by its start"),
        Wrong("1.1", waited("opened", between("committed", "opened")), None),
        Wrong("1.1", waited("approved", 20), None, "hours"),
        Wrong("1.2", by_team(LOG.releases), "counted releases"),
        Wrong("1.2", by_team(LOG.deployments), "counted every row"),
        Wrong("1.2", by_team(DONE), "counted staging too"),
        Wrong("1.2", by_team(DONE[DONE["environment"] == "staging"]), "counted staging alone"),
        Wrong("1.2", by_team(PRODUCTION), "counted failed ones too"),
        Wrong("1.2", by_team(SUCCEEDED.drop_duplicates("release")).to_dict(), "counted packages"),
        Wrong("1.2", by_team(LOG.changes), None),
        Wrong("1.3", came(never=FERRY_ALL - len(FERRY)), "subtracted deploys from releases"),
        Wrong("1.3", came(never=0), "counted staging too"),
        Wrong("1.3", came(again=repeated(DONE_FERRY)), "counted staging too"),
        Wrong("1.3", came(FERRY["release"].nunique()), "counted those that reached production"),
        Wrong("1.3", came(again=repeated(SUCCEEDED)), "counted every team"),
        Wrong("1.3", came(again=len(FERRY) - len(OFTEN)), "counted deployments, not packages"),
        Wrong("1.3", came(again=(OFTEN == 2).sum()), "counted exactly twice"),
        Wrong("1.3", came(again=(OFTEN == 1).sum()), "counted exactly once"),
        Wrong("1.3", came(12, 12), None),
        Wrong("1.3", came(again=12), None, "again"),
        Wrong("1.4", last(SUCCEEDED), "took a package of another team"),
        Wrong("1.4", lambda _moment: "ferry-r0003", "took a package of another team"),
        Wrong("1.4", lambda _moment: "tug-r0001", "always gave one package"),
        Wrong("1.4", last(TUG, of="deployment"), "gave something else than a release"),
        Wrong("1.4", last(tug(LOG.releases), "packaged"), "took the newest package"),
        Wrong("1.4", last(tug(DONE)), "counted staging too"),
        Wrong("1.4", last(tug(PRODUCTION)), "counted failed ones too"),
        Wrong("1.4", last(tug(SUCCEEDED), "started"), "counted what had only started"),
        Wrong("1.4", highest_so_far, "left rollbacks out"),
        Wrong("1.4", last(TUG), "counted every deployment"),
        Wrong("1.4", lambda _moment: tug(SUCCEEDED)["release"].iloc[-1], "forgot the moment"),
        Wrong("1.4", lambda moment: tug(SUCCEEDED)["release"].iloc[moment.day % 7], None),
        Wrong("1.5", rolled_back(users_get="1.3"), "thought that it makes a package"),
        Wrong("1.5", rolled_back(on_the_shelf=4), "thought that it makes a package"),
        Wrong("1.5", rolled_back(on_the_shelf=2), "took packages off the shelf"),
        Wrong("1.5", rolled_back("1.2"), "took the newest package for what users get"),
        Wrong("1.5", rolled_back("1.1"), "rolled the release back"),
        Wrong("1.6", rule(tried=False), "forgot staging"),
        Wrong("1.6", rule(released=False), "allowed what was never released"),
        Wrong("1.6", rule(well=False), "allowed what failed on staging"),
        Wrong("1.6", good_everywhere, "asked staging to have been on staging"),
        Wrong("1.6", newest_only(str), "allowed the newest package only"),
        Wrong("1.6", newest_only(number), "allowed the newest package only"),
        Wrong("1.6", never_back_as_text, "compared versions as text"),
        Wrong("1.6", on_shelf(lambda v, shelf: v in str(shelf)), IN_A_TEXT),
        Wrong("1.6", on_shelf(lambda v, shelf: v in "".join(shelf)), IN_A_TEXT),
        Wrong("1.6", on_shelf(lambda v, shelf: v in " ".join(shelf)), IN_A_TEXT),
        Wrong("1.6", on_shelf(as_numbers), "took versions for numbers"),
        Wrong("1.6", never_back, "refused a rollback"),
        Wrong("1.6", the_other_way_round, "swapped staging and production"),
        Wrong("1.6", lambda *_: True, "says yes to everything"),
        Wrong("1.6", rule(released=False, tried=False), "says yes to everything"),
        Wrong("1.6", lambda *_: False, "says no to everything"),
        Wrong("1.6", lambda *arguments: not may_deploy(*arguments), None),
        Wrong("1.7", TODAY, "left the train as it is"),
        Wrong("1.7", replace(every(7), reviewers=9), "changed more than the train"),
        Wrong("1.7", Scenario.team("hydrofoil"), "changed more than the train"),
        Wrong("1.7", replace(TODAY, deploy_on=Approval()), "took no train"),
        Wrong("1.7", every(1), "too many trains"),
        Wrong("1.7", every(5), "too many trains"),
        Wrong("1.7", every(18), "took the wait for the whole way"),
        Wrong("1.7", every(9.33), "had a lucky year"),
        Wrong("1.7", every(10), None),
    )


@pytest.mark.usefixtures("new_kernel")
def test_any_train_that_keeps_the_promise_is_right() -> None:
    for days in (6, 7, 7.5, 8, 9):
        assert f"every {days:g} days" in repr(check("1.7", every(days)))
    named = replace(every(7), name="better tug")
    assert check("1.7", named).number == "1.7"


@pytest.mark.usefixtures("new_kernel")
def test_other_ways_to_write_the_functions_are_right() -> None:
    def in_production(moment: pd.Timestamp) -> str:
        rows = TUG.set_index("finished").sort_index().loc[:moment]
        return rows.query("environment == 'production' and outcome == 'success'").release.iloc[-1]

    check("1.4", in_production)
    check(
        "1.6",
        lambda v, e, shelf, done: v in shelf and (e != "production" or done.get(v) == "success"),
    )


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_is_wrong_in_another_way_hears_where() -> None:
    without_hotfixes = last(tug(SUCCEEDED[SUCCEEDED["trigger"] != "hotfix"]))
    heard = said_of("1.4", without_hotfixes)
    assert re.search(r"For 2025-\d\d-\d\d \d\d:\d\d your function returns 'tug-r", heard)

    def wants_a_choice(v: str, to: str, shelf: list[str], staging: dict[str, str]) -> bool:
        return may_deploy(v, to, tuple(shelf), staging) and len(shelf) != 1

    assert said_of("1.6", wants_a_choice) == (
        "1.6 not yet: For version='1.8', environment='staging', shelf=['1.8'], staging={} your "
        "function returns False. Read the rules above for this case."
    )


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_raises_hears_what_it_raised() -> None:
    def may(version: str, environment: str, shelf: list[str], staging: dict[str, str]) -> bool:
        return version in shelf and (environment == "staging" or staging[version] == "success")

    assert re.search(
        r"raises KeyError at `return .*`: there is no entry '1.8'\.", said_of("1.6", may)
    )


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_looks_up_the_last_label_hears_of_the_last_place() -> None:
    def in_production(moment: pd.Timestamp) -> str:
        return str(tug(SUCCEEDED).query("finished <= @moment")["release"][-1])

    assert "`.iloc[-1]` goes by the place instead." in said_of("1.4", in_production)


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_forgets_to_choose_is_not_told_which_one_to_take() -> None:
    heard = said_of("1.4", lambda moment: tug(SUCCEEDED)["release"])
    assert "it should be the id of one release" in heard
    assert "has to be chosen: which one?" in heard and ".iloc" not in heard


@pytest.mark.usefixtures("new_kernel")
def test_a_version_is_a_text_and_no_other_one_is_proposed() -> None:
    assert said_of("1.5", {"users_get": 1.0, "on_the_shelf": 3}).endswith("in quotation marks.")
    assert said_of("1.5", {"users_get": "1.7", "on_the_shelf": 3}).endswith("'1.2', '1.3'.")


@pytest.mark.usefixtures("new_kernel")
def test_rows_that_are_not_counted_yet_are_to_be_counted() -> None:
    heard = said_of("1.2", SUCCEEDED)
    assert 'count the rows for each team, with `groupby("team")`.' in heard
    assert "put `len(...)`" in said_of("1.3", {"never": 1, "again": OFTEN[OFTEN > 1]})
    assert "put `.sum()`" in said_of("1.3", {"never": 1, "again": OFTEN > 1})


@pytest.mark.usefixtures("new_kernel")
def test_what_is_no_scenario_hears_of_the_train_alone() -> None:
    for answer in (7, Train(every_days=7)):
        assert said_of("1.7", answer).endswith("`replace(today, deploy_on=Train(every_days=21))`.")


@pytest.mark.usefixtures("new_kernel")
def test_what_a_person_grades_has_no_check() -> None:
    assert said_of("1.8", "A release makes a package.") == (
        "1.8 is answered in words: a person reads it, and no check does. If you learn alone, "
        "write your answer first, then compare it with the one in solutions/01_exercises.ipynb."
    )


def test_the_rule_is_that_of_the_pipeline_in_the_lesson() -> None:
    tried = 0
    for state in played():
        for version, environment, shelf, staging in of_state(state):
            try:
                to_deploy(state, environment, version)
                allowed = True
            except Refused as refused:
                allowed = refused.rule == "there already"
            assert may_deploy(version, environment, shelf, staging) == allowed
            tried += 1
    assert 20 < tried < len(situations())


def test_the_moments_are_many_and_in_utc() -> None:
    assert len(set(moments())) == len(moments()) >= 10
    assert {str(moment.tz) for moment in moments()} == {"UTC"}


def test_the_mistake_that_is_wrong_least_often_explains_best() -> None:
    wrong = {"always no": "nnnn", "never on Monday": "ynny"}
    assert closest("ynyy", "yyyy", wrong) == "never on Monday"
    assert closest("nnyy", "yyyy", wrong) == "always no"
    assert closest("yyyx", "yyyy", wrong) is None
    assert closest("yyyy", "yyyy", wrong) is None


def test_a_mistake_that_is_wrong_much_more_often_is_not_held_against_a_student() -> None:
    assert closest("nyyyyy", "yyyyyy", {"always no": "nnnnnn"}) is None
