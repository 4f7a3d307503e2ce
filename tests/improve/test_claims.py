"""Claims of a report, held against years that are written down by hand."""

from __future__ import annotations

import math

import pytest

from deliverylab.improve import Claim, check_claims
from deliverylab.simulate.ranges import NotAllowed
from tests.improve.trials import made_up

FALLS_BY_FIVE_DAYS = made_up(
    {"lead time for changes": [240.0, 250.0, 230.0], "loss": [50.0, 70.0, 40.0]},
    {"lead time for changes": [121.0, 128.0, 111.0], "loss": [45.0, 71.0, 43.0]},
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("lead time for changes falls", "held"),
        ("lead time for changes falls by at least 4 days", "held"),
        ("lead time for changes falls by at least 96 hours", "held"),
        ("lead time for changes falls by at least 5 days", "no more than noise"),
        ("lead time for changes falls by at least 1 week", "not held"),
        ("lead time for changes rises", "not held"),
        ("lead time for changes stays within 1 day", "not held"),
        ("lead time for changes stays within 5 days", "no more than noise"),
        ("lead time for changes stays within 6 days", "held"),
        ("loss falls", "no more than noise"),
        ("loss rises by at least 40 person-weeks", "not held"),
        ("loss stays within 1 person-weeks", "no more than noise"),
        ("reliability falls", "not held"),
        ("reliability rises", "not held"),
        ("reliability stays within 0.01 points", "held"),
    ],
)
def test_verdicts(words: str, verdict: str) -> None:
    (checked,) = check_claims([words], FALLS_BY_FIVE_DAYS)
    assert checked.verdict == verdict
    assert checked.held == (verdict == "held")


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("loss rises", "held"),
        ("loss rises by at least 9 person-weeks", "held"),
        ("loss falls", "not held"),
        ("loss stays within 20 person-weeks", "held"),
        ("loss stays within 10 person-weeks", "no more than noise"),
        ("loss stays within 5 person-weeks", "not held"),
    ],
)
def test_verdicts_on_what_rises(words: str, verdict: str) -> None:
    rises = made_up({"loss": [50.0, 70.0, 40.0]}, {"loss": [60.2, 80.0, 49.8]})
    (checked,) = check_claims([words], rises)
    assert checked.verdict == verdict


def test_a_check_says_the_claim_the_verdict_and_the_numbers() -> None:
    checked = Claim("lead time for changes", "falls", at_least=4).check(FALLS_BY_FIVE_DAYS)
    assert checked.text == (
        "Lead time for changes falls by at least 4 days: held. Lead time for changes: 10 days "
        "without, 5 days with; falls by 5 days (95 % interval −5.2 to −4.8 days)."
    )
    assert repr(checked) == checked.text


def test_where_there_is_no_data_nothing_holds() -> None:
    nothing = made_up(
        {"change failure rate": [math.nan] * 2}, {"change failure rate": [math.nan] * 2}
    )
    for words in ("change failure rate falls", "change failure rate stays within 2 points"):
        (checked,) = check_claims([words], nothing)
        assert (checked.verdict, checked.held) == ("no data", False)


@pytest.mark.parametrize(
    "claim",
    [
        Claim("loss", "falls"),
        Claim("time to restore service", "falls", at_least=0.5),
        Claim("change failure rate", "stays", within=2.5),
        Claim("deployment frequency", "rises", at_least=1.5),
        Claim("reliability", "rises", at_least=0.05),
    ],
)
def test_a_claim_in_its_own_words_is_the_same_claim(claim: Claim) -> None:
    assert Claim.of(claim.text) == claim


def test_a_key_and_capital_letters_are_understood() -> None:
    assert Claim("lead_time_days", "falls").about == "lead time for changes"
    assert Claim.of("Lead time for changes  falls by at least 2 days.").at_least == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lead time", "falls"), "did you mean 'lead time for changes'"),
        (("loss", "shrinks"), "expected 'falls', 'rises' or 'stays'"),
        (("loss", "falls", -1), "at_least=-1; expected a number from 0 on"),
        (("loss", "falls", "2"), "at_least='2'; expected a number"),
        (("loss", "falls", math.nan), "at_least=nan"),
        (("loss", "stays"), "loss stays: say within what"),
        (("loss", "stays", 2), "say within what"),
        (("loss", "stays", 0, 0), "within=0; expected a number above 0"),
        (("loss", "falls", 0, 2), "within belongs to 'stays'"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        Claim(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("things get better", "is no claim that can be checked; say it like"),
        ("loss falls by at least 3 days", "'days' is no unit for a difference in loss"),
        ("change failure rate falls by at least 3 hours", "say point or points"),
        ("lead time for changes falls by at least 3", "say minutes or hours or days or weeks"),
        ("loss falls within 3 person-weeks", "within belongs to 'stays'"),
        ("loss falls by at least 0 person-weeks", "number above 0, or only “loss falls”"),
        ("loss stays within 0 person-weeks", "“within 0” says nothing; say a number above 0"),
    ],
)
def test_words_that_are_no_claim_are_refused(said: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        Claim.of(said)


def test_claims_and_trial_the_other_way_round_are_told_their_order() -> None:
    with pytest.raises(NotAllowed, match=r"check_claims\(claims, trial\) wants a trial"):
        check_claims(FALLS_BY_FIVE_DAYS, ["loss falls"])  # type: ignore[arg-type]
