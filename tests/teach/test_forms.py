"""Forms: every sensible way to write an answer gives one value, every other way a sentence."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate import Scenario, Train
from deliverylab.teach.forms import (
    Form,
    NotInForm,
    NotWritten,
    count,
    function,
    moment,
    name,
    names,
    number,
    or_none,
    parts,
    per_team,
    scenario,
    truth,
    word,
)
from deliverylab.teach.forms.base import read_safely
from deliverylab.teach.forms.describe import LONGEST_MESSAGE, describe, one_line
from tests.teach.odd_answers import ODD

HOURS = number("hours", decimals=1)
SHARE = number("share", low=0, high=1)
COUNT = count("releases")
WORD = word("Release", "deploy")
VERSION = word("1.0", "1.1")
ID = name("change", like="tug-c00042")
IDS = names("releases", like="tug-r0007", known=lambda: ["tug-r0001", "tug-r0002"])
TEAMS = per_team(count("releases"), ("barge", "tug"))
RULE = function("version", "shelf", returns=truth())
NINE = pd.Timestamp("2025-01-06T09:00Z")


def refused(form: Form[Any], answer: object) -> str:
    """Return what is said of an answer that is not in the form."""
    with pytest.raises(NotInForm) as told:
        read_safely(form, answer)
    return str(told.value)


@pytest.mark.parametrize(
    ("form", "answer", "value"),
    [
        (HOURS, 3, 3.0),
        (HOURS, np.int8(3), 3.0),
        (HOURS, np.float32(0.5), 0.5),
        (HOURS, Decimal("2.5"), 2.5),
        (HOURS, Fraction(5, 2), 2.5),
        (HOURS, np.array(2.5), 2.5),
        (HOURS, pd.Timedelta(minutes=90), 1.5),
        (HOURS, dt.timedelta(days=2), 48.0),
        (HOURS, np.timedelta64(90, "m"), 1.5),
        (number("days"), pd.Timedelta(hours=36), 1.5),
        (COUNT, 3.0, 3),
        (COUNT, np.int64(0), 0),
        (truth(), np.False_, False),
        (WORD, " RELEASE", "Release"),
        (WORD, np.str_("deploy"), "deploy"),
        (ID, "tug-c00001 ", "tug-c00001"),
        (moment(), NINE, NINE),
        (moment(), dt.datetime(2025, 1, 6, 9), NINE),
        (moment(), np.datetime64("2025-01-06T09:00"), NINE),
        (moment(), NINE.tz_convert("Asia/Shanghai"), NINE),
        (TEAMS, {"tug": 2, "barge": 1.0}, {"barge": 1, "tug": 2}),
        (TEAMS, pd.Series({"tug": 2, "barge": 1}), {"barge": 1, "tug": 2}),
        (TEAMS, pd.Series([1, 2], pd.CategoricalIndex(["barge", "tug"])), {"barge": 1, "tug": 2}),
        (parts(a=COUNT, b=WORD), {"b": "deploy", "a": 1}, {"a": 1, "b": "deploy"}),
        (scenario(), Scenario.team("tug"), Scenario.team("tug")),
    ],
)
def test_every_sensible_way_to_write_it(form: Form[Any], answer: object, value: object) -> None:
    read = form.read(answer)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    "made",
    [
        list,
        tuple,
        set,
        frozenset,
        pd.Series,
        pd.Index,
        np.array,
        pd.Categorical,
        lambda ids: pd.Series(ids).unique(),
        lambda ids: pd.Series(ids, dtype="category"),
        lambda ids: dict.fromkeys(ids).keys(),
        lambda ids: dict(enumerate(ids)).values(),
        lambda ids: np.array(ids, dtype=object),
    ],
)
def test_ids_may_come_in_any_collection(made: Callable[[list[str]], object]) -> None:
    assert IDS.read(made(["tug-r0002", "tug-r0001"])) == {"tug-r0001", "tug-r0002"}


@pytest.mark.parametrize(
    ("form", "answer", "said"),
    [
        (HOURS, "3.5", "is the text '3.5'; it should be a number of hours, without quotation"),
        (HOURS, True, "is the truth value True; it should be"),
        (HOURS, float("nan"), "is NaN, which is a missing value;"),
        (HOURS, np.inf, "is infinite;"),
        (HOURS, pd.Series([1.5]), "is a Series with 1 entry; it should be a number of hours. Cho"),
        (HOURS, [1, 2], "Choose one of its values, or make one number out of all of them."),
        (HOURS, {"tug": 1}, "is a dict with 1 entry; it should be a number of hours. Choose"),
        (HOURS, pd.DataFrame({"a": [1]}), "is a DataFrame with 1 row and 1 column;"),
        (HOURS, len, "is the function `len` itself, not what it gives: did you forget the `()`?"),
        (HOURS, pd.Series, "is the type `Series` itself; it should be a number of hours."),
        (HOURS, ipywidgets.IntSlider(), "is an object of type `IntSlider`; it should be a number "),
        (HOURS, ipywidgets.IntSlider(), ": take its `.value`."),
        (number("deployments"), pd.Timedelta(hours=1), "is the duration 0 days 01:00:00;"),
        (SHARE, 4.5, "is 4.5; it should be a share between 0 and 1. It looks like per cent: divi"),
        (SHARE, -0.5, "is -0.5; it should be a share between 0 and 1."),
        (number("days", low=1), 0, "is 0; it should be a number of days from 1 on."),
        (COUNT, 2.5, "is 2.5; it should be a whole number of releases."),
        (
            COUNT,
            pd.Series([2, 3]),
            "releases. If its entries are to be counted, put `len(...)` aro",
        ),
        (COUNT, {"a"}, "is a set with 1 entry; it should be a whole number of releases. If its "),
        (
            COUNT,
            pd.DataFrame({"a": [1]}),
            "If its rows are to be counted, put `len(...)` around it.",
        ),
        (COUNT, pd.Series([True]), "To count how often it is True, put `.sum()` behind it."),
        (COUNT, -1, "is -1; it should be a whole number of releases."),
        (COUNT, float("nan"), "is NaN, which is a missing value;"),
        (
            truth(),
            "True",
            "is the text 'True'; it should be True or False, without quotation marks",
        ),
        (truth(), 1, "is the number 1; it should be True or False."),
        (WORD, "deplyo", "it should be one of 'Release', 'deploy'. Did you mean 'deploy'?"),
        (WORD, 3, "is the number 3; it should be one of 'Release', 'deploy'."),
        (VERSION, 1.0, "is the number 1.0; it should be one of '1.0', '1.1', in quotation marks."),
        (VERSION, np.float64(1.5), "it should be one of '1.0', '1.1', in quotation marks."),
        (VERSION, "1.7", "is the text '1.7'; it should be one of '1.0', '1.1'."),
        (VERSION, True, "is the truth value True; it should be one of '1.0', '1.1'."),
        (ID, pd.Series(["a", "b"]), "such as 'tug-c00042'. One of its values has to be chosen: w"),
        (ID, pd.DataFrame({"a": [1]}), "One row and one column have to be chosen: which ones?"),
        (ID, "  ", "is an empty text; it should be the id of one change, a text such as"),
        (ID, ["tug-c00001"], "is a list with 1 entry; it should be the id of one change"),
        (moment(), "2025-01-06T09:00Z", "A text is not a time."),
        (moment(), dt.date(2025, 1, 6), "A time has hours and minutes too."),
        (moment(), pd.NaT, "is NaT, which is no time; it should be a time"),
        (moment(), np.datetime64("NaT"), "is NaT, which is no time; it should be a time"),
        (IDS, "tug-r0001", "Put it into a list: `[...]`."),
        (IDS, [1], "holds the number 1; it should be a list of releases"),
        (IDS, ["tug-r0001", np.nan], "holds NaN, which is a missing value;"),
        (IDS, ["tug-r0003"], "holds 'tug-r0003', which is not the id of any of the releases."),
        (IDS, (str(n) for n in [1]), "is a generator; it should be a list of releases"),
        (IDS, (str(n) for n in [1]), "put `list(...)` around it."),
        (IDS, pd.DataFrame({"a": ["x"]}), "take one of its columns."),
        (IDS, {"tug-r0001": 1}, "`list(your_dict)` has its keys."),
        (IDS, np.array([["tug-r0001"]]), "with one dimension only."),
        (IDS, ["tug-r0001"] * 200_000, "is a list with 200,000 entries;"),
        (IDS, 3, "is the number 3; it should be a list of releases"),
        (TEAMS, [1, 2], "is a list with 2 entries; it should be a dict or a Series"),
        (TEAMS, 3, "is the number 3; it should be a dict or a Series"),
        (TEAMS, {"tug": 1}, "has no entry for barge."),
        (TEAMS, {"tug": 1, "ferry": 2}, "has an entry for the text 'ferry', which is none of"),
        (TEAMS, {"tug": 1, "barge": "2"}, "Your answer for barge is the text '2'; it should be"),
        (
            TEAMS,
            pd.Series([1, 2]),
            "The index of your Series does not name the teams: count the rows for each team, with "
            '`groupby("team")`.',
        ),
        (
            per_team(HOURS, ("barge", "tug")),
            pd.DataFrame({"hours": [1, 2, 3]}),
            'Its rows are not the teams: make one value for each team, with `groupby("team")`.',
        ),
        (TEAMS, pd.DataFrame({"tug": [1]}), "not the teams: count the rows for each team, with"),
        (
            TEAMS,
            pd.DataFrame({"a": [1, 2], "b": [1, 2]}, index=["barge", "tug"]),
            "for each team: take one of its columns.",
        ),
        (TEAMS, pd.Series([1, 2], ["tug", "tug"]), "has several values for one team."),
        (TEAMS, pd.Series(np.zeros(200_000)), "group by team first."),
        (
            parts(a=COUNT),
            [1],
            'is a list with 1 entry; the check cell gives {"a": a}, with `a` (a whole number of',
        ),
        (parts(a=COUNT, b=WORD), len, 'the check cell gives {"a": a, "b": b}, with `a` (a whole'),
        (parts(a=COUNT), {"b": 1}, "has no entry for `a`."),
        (parts(a=COUNT), {"a": 2.5}, "Your `a` is 2.5; it should be a whole number of releases."),
        (scenario(), "tug", "is the text 'tug'; it should be a Scenario."),
        (scenario(like="today"), Train(7), "`Train`; it should be a Scenario, such as `today`."),
        (RULE, True, "is the truth value True; it should be the function itself, its name without"),
        (RULE, bool, "is the type `bool` itself; it should be the function itself"),
        (
            RULE,
            lambda v: True,
            "is a function of (v), and the check calls it with (version, shelf)",
        ),
    ],
)
def test_every_other_way_is_told(form: Form[Any], answer: object, said: str) -> None:
    assert said in refused(form, answer)


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        (HOURS, ...),
        (IDS, ["tug-r0001", ...]),
        (TEAMS, {"tug": ..., "barge": 1}),
        (TEAMS, pd.Series({"tug": ..., "barge": 1})),
        (parts(a=COUNT, b=COUNT), {"a": 1, "b": ...}),
        (parts(a=COUNT, b=COUNT), {"a": 1, "b": None}),
        (RULE, ...),
        (RULE, lambda version, shelf: None),
        (scenario(), ...),
    ],
)
def test_what_is_still_the_stub_is_not_written(form: Form[Any], answer: object) -> None:
    with pytest.raises(NotWritten):
        form.read(answer)


def test_what_is_said_of_a_word_ends_there_where_no_other_word_is_like_it() -> None:
    assert refused(VERSION, "1.7").endswith("'1.0', '1.1'.")
    assert "Did you mean" not in refused(WORD, "hotfix")


def test_one_part_that_is_not_written_is_named() -> None:
    form = parts(never=COUNT, again=COUNT)
    for stub in (..., None):
        with pytest.raises(NotWritten, match=r"^`again` \(a whole number of releases\)$"):
            form.read({"never": 3, "again": stub})
    with pytest.raises(NotWritten) as told:
        form.read({"never": ..., "again": ...})
    assert not str(told.value)


def test_of_many_parts_that_are_alike_it_is_said_once_what_they_are() -> None:
    form = parts(**dict.fromkeys("abcde", COUNT))
    said = "`a`, `b`, `c`, `d` and `e`, each a whole number of releases"
    assert form.wanted == said
    assert refused(form, [1]).endswith(f"with {said}.")
    with pytest.raises(NotWritten, match=r"^`e` \(a whole number of releases\)$"):
        form.read({**dict.fromkeys("abcd", 1), "e": ...})


@pytest.mark.parametrize(
    "form", [HOURS, SHARE, COUNT, truth(), WORD, ID, moment(), IDS, TEAMS, RULE, scenario()]
)
@pytest.mark.parametrize("odd", ODD)
def test_nothing_but_a_sentence_comes_of_any_answer(form: Form[Any], odd: str) -> None:
    try:
        read_safely(form, ODD[odd]())
    except NotWritten:
        assert "stub" in odd or odd == "a function that says nothing"
    except NotInForm as told:
        assert str(told).startswith("Your answer ")


# What counts as the same number


@given(right=st.floats(-1e6, 1e6), decimals=st.integers(0, 4))
def test_a_rounded_number_is_as_right_as_the_exact_one(right: float, decimals: int) -> None:
    form = number("hours", decimals=decimals)
    assert form.same(right, right)
    assert form.same(round(right, decimals), right)
    assert not form.same(right + 1.1 * 10.0**-decimals, right)


def test_a_number_within_the_tolerance_is_right() -> None:
    form = number("hours", tolerance=0.25)
    assert form.same(10.25, 10) and not form.same(10.26, 10)
    assert number().same(1 / 3, 0.3333333) and not number().same(1 / 3, 0.333)
    with pytest.raises(TypeError, match="either decimals or tolerance"):
        number(decimals=1, tolerance=0.1)


@pytest.mark.parametrize(
    ("unit", "value", "right", "said"),
    [
        ("share", 4.5, 0.045, "per cent, and a share is asked for: divide by 100."),
        ("per cent", 0.045, 4.5, "is a share, and per cent are asked for: multiply by 100."),
        ("hours", 3144, 52.4, "looks like minutes, and hours are asked for."),
        ("hours", 2.1833, 52.4, "looks like days, and hours are asked for."),
        ("days", 52.4, 2.1833, "looks like hours, and days are asked for."),
        ("hours", -52.4, 52.4, "take the smaller from the larger."),
        ("hours", 50, 52.4, None),
        ("share", 0.01, 0.00904, "is rounded too far: give more of its digits."),
        ("hours", 52, 52.4, "is rounded too far: give more of its digits."),
        ("changes", 3144, 52.4, None),
        ("hours", 0, 52.4, None),
        ("share", 0.45, 0, None),
    ],
)
def test_another_unit_is_told(unit: str, value: float, right: float, said: str | None) -> None:
    slip = number(unit, decimals=2).slip(value, right)
    assert slip is None if said is None else said in str(slip)


def test_a_slip_of_every_team_alike_is_told_once_and_of_one_team_alone_is_not() -> None:
    form = per_team(number("share", decimals=2), ("barge", "tug"))
    right = {"barge": 0.25, "tug": 0.45}
    assert "divide by 100" in str(form.slip({"barge": 25.0, "tug": 45.0}, right))
    assert form.slip({"barge": 25.0, "tug": 0.3}, right) is None


# A student's function


def call(written: Callable[..., object], *arguments: object) -> str:
    """Return what is said of a function when it is called."""
    rule = RULE.read(written)
    with pytest.raises(NotInForm) as told:
        rule(*arguments)
    return str(told.value)


NUMBERS = pd.Series([1, 2])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (lambda: NUMBERS[NUMBERS > 2].iloc[-1], "`: there is no such row. Was any row left after"),
        (lambda: NUMBERS[NUMBERS > 2].to_numpy()[0], "there is no such row. Was any row left"),
        (lambda: [1][1], "`: the list has fewer entries than that."),
        (lambda: NUMBERS[-1], "no row is labelled -1. `.iloc[-1]` goes by the place instead."),
        (lambda: {"1.8": 1}["1.9"], "there is no entry '1.9'."),
        (lambda: NUMBERS > 1 and NUMBERS < 3, "this is a whole column of True and False. Put `&`"),
        (lambda: NUMBERS > 1 & NUMBERS < 3, "this is a whole column of True and False. Put `&`"),
        (lambda: pd.Series(["a"]) == "a" & pd.Series(["b"]), "put brackets around each of the con"),
        (lambda: "a" & NINE, "put brackets around each of the conditions beside `&`."),
    ],
)
def test_the_usual_exceptions_of_pandas_are_told_in_plain_words(
    written: Callable[[], object], said: str
) -> None:
    assert said in call(lambda version, shelf: written(), "1", [])


async def later(version: str, shelf: list[str]) -> bool:
    return True


def test_what_a_function_returns_is_read_in_its_form() -> None:
    assert RULE.read(lambda version, shelf: np.bool(version in shelf))("1.0", ["1.0"]) is True
    assert call(lambda version, shelf: "yes", "1.0", []) == (
        "What your function returns for version='1.0', shelf=[] is the text 'yes'; it should be "
        "True or False, without quotation marks."
    )


def test_what_a_function_raises_is_told_in_a_line_with_its_place() -> None:
    def asks(version: Any, shelf: list[Any]) -> Any:
        return shelf[version]

    assert call(asks, "1.0", []) == (
        "For version='1.0', shelf=[] your function raises TypeError at `return "
        "shelf[version]`: list indices must be integers or slices, not str"
    )
    assert call(operator.getitem, "1.0", "a") == (
        "For version='1.0', shelf='a' your function raises TypeError: string indices must be "
        "integers, not 'str'"
    )
    assert call(ODD["a function without end"](), "1", []).startswith(  # type: ignore[arg-type]
        "For version='1', shelf=[] your function raises RecursionError at `return for_ever("
    )


def test_a_function_that_says_nothing_back_and_one_for_later_are_told() -> None:
    def says(version: str, shelf: list[str]) -> None:
        print(version)

    said = call(says, "1.0", ["1.0"])
    assert said == (
        "For version='1.0', shelf=['1.0'] your function returns None: did you forget `return`?"
    )
    assert call(later, "1.0", []) == "Your function is `async`; write it with a plain `def`."


def test_a_function_that_says_nothing_back_on_one_way_hears_on_which() -> None:
    def half(version: str, shelf: list[str]) -> bool:  # type: ignore[return]
        if version in shelf:
            return True

    assert call(half, "1.0", []) == (
        "For version='1.0', shelf=[] your function returns None: is there a `return` on the way "
        "that it takes then, with a value behind it?"
    )


def test_a_function_may_say_with_none_that_there_is_no_data() -> None:
    rate = function("deployments", returns=or_none(number("share"), "there are no deployments"))
    assert rate.read(lambda deployments: deployments or None)([]) is None
    assert rate.read(lambda deployments: len(deployments) / 2)([1]) == 0.5
    for missing in (float("nan"), np.float64("nan"), pd.NA, pd.NaT):
        with pytest.raises(NotInForm) as told:
            rate.read(lambda deployments, missing=missing: missing)([])
        assert str(told.value) == (
            "What your function returns for deployments=[] is a missing value; where there are no "
            "deployments, it should be None."
        )
    form = or_none(number("share", decimals=2), "there are no deployments")
    assert form.same(None, None) and form.same(0.123, 0.12)
    assert not form.same(None, 0.0) and not form.same(0.0, None)


def test_long_arguments_are_told_by_what_they_are() -> None:
    said = call(lambda version, shelf: 1 / 0, pd.Series([1, 2]), ["1.0"] * 50)
    assert "For version=a Series with 2 entries, shelf=a list with 50 entries your" in said


def test_a_function_that_is_not_implemented_is_not_written() -> None:
    def stub(version: str, shelf: list[str]) -> bool:
        raise NotImplementedError

    with pytest.raises(NotWritten):
        RULE.read(stub)("1.0", [])
    with pytest.raises(NotWritten):
        RULE.read(lambda version, shelf: ... if version else True)("1.0", [])


def test_a_function_cannot_change_what_it_is_given() -> None:
    frame = pd.DataFrame({"a": [1]})

    def greedy(version: pd.DataFrame, shelf: list[list[int]]) -> bool:
        version.loc[0, "a"] = 2
        shelf[0].append(2)
        return True

    shelf = [[1]]
    assert RULE.read(greedy)(frame, shelf)
    assert frame["a"].to_list() == [1] and shelf == [[1]]


# In words


@pytest.mark.parametrize("odd", ODD)
def test_anything_is_told_in_a_few_words(odd: str) -> None:
    words = describe(ODD[odd]())
    assert words.isprintable() and len(words) < 100


@given(st.text(), st.integers(2, LONGEST_MESSAGE))
def test_any_text_becomes_one_line(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert line.isprintable() and len(line) <= longest


def test_a_scenario_of_another_kind_is_refused() -> None:
    class Pretender(Scenario):
        pass

    assert "it should be a Scenario" in refused(scenario(), Pretender(name="tug"))
    assert scenario().read(replace(Scenario.team("tug"), review_hours=1.0)).review_hours == 1.0
