import math

import pytest

from deliverylab.measure.say import (
    say,
    say_count,
    say_hours,
    say_per_week,
    say_share,
    say_working_time,
)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "0 seconds"),
        (1 / 3600, "1 second"),
        (59 / 3600, "59 seconds"),
        (59.9 / 3600, "1 minute"),
        (1.5 / 60, "1.5 minutes"),
        (59.4 / 60, "59 minutes"),
        (59.9 / 60, "1 hour"),
        (1.04, "1 hour"),
        (1.06, "1.1 hours"),
        (47.4, "47 hours"),
        (48, "2 days"),
        (24 * 13.4, "13 days"),
        (24 * 14, "2 weeks"),
        (168 * 9.96, "10 weeks"),
        (168 * 2000, "2,000 weeks"),
        (math.nan, "no data"),
    ],
)
def test_a_duration_is_said_in_the_unit_a_person_would_choose(hours: float, said: str) -> None:
    assert say_hours(hours) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (0.00004, "0.004 %"),
        (0.004, "0.4 %"),
        (0.05, "5 %"),
        (0.0613, "6.1 %"),
        (0.0999, "10 %"),
        (0.5, "50 %"),
        (0.9, "90 %"),
        (0.9962, "99.6 %"),
        (0.999, "99.9 %"),
        (0.99953, "99.95 %"),
        (0.999999, "99.9999 %"),
        (1, "100 %"),
        (1.4, "140 %"),
        (27.31, "2,731 %"),
        (math.nan, "no data"),
    ],
)
def test_a_share_gets_more_digits_near_none_and_near_all(share: float, said: str) -> None:
    assert say_share(share) == said


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (0, "none"),
        (0.23, "one every 4.3 weeks"),
        (0.5, "one every 2 weeks"),
        (0.97, "1 per week"),
        (1, "1 per week"),
        (9.96, "10 per week"),
        (1234.5, "1,234 per week"),
        (math.nan, "no data"),
    ],
)
def test_a_rate_below_one_is_said_as_a_distance(rate: float, said: str) -> None:
    assert say_per_week(rate) == said


@pytest.mark.parametrize(
    ("share", "promised", "said"),
    [
        (0.99899, 0.999, "99.899 %"),
        (0.998996, 0.999, "99.8996 %"),
        (0.9990004, 0.999, "99.90004 %"),
        (0.99441, 0.999, "99.4 %"),
        (0.99953, 0.9995, "99.953 %"),
        (0.999, 0.999, "99.9 %"),
        (0.4, 0.4001, "40 %"),
        (math.nan, 0.999, "no data"),
    ],
)
def test_a_share_is_never_said_as_what_was_promised_when_it_is_not(
    share: float, promised: float, said: str
) -> None:
    assert say_share(share, promised) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.5, "30 minutes"),
        (0.999, "1 working hour"),
        (15.9, "16 working hours"),
        (16, "2 working days"),
        (70, "8.8 working days"),
        (180, "22 working days"),
        (math.nan, "no data"),
    ],
)
def test_working_time_is_said_in_working_hours_and_days(hours: float, said: str) -> None:
    assert say_working_time(hours) == said
    assert say(hours, "working hours") == said


def test_things_are_counted_with_their_plural() -> None:
    assert [say_count(n, "change") for n in (0, 1, 2, 1200)] == [
        "no changes",
        "1 change",
        "2 changes",
        "1,200 changes",
    ]


def test_a_value_is_said_in_its_unit_and_another_unit_is_refused() -> None:
    assert say(2, "hours") == "2 hours"
    assert say(2, "deployments per week") == "2 per week"
    assert say(0.02, "share") == "2 %"
    assert say(0.5, "changes per week") == "one every 2 weeks"
    assert (say(1.0, "changes"), say(1234.0, "changes")) == ("1 change", "1,234 changes")
    assert say(float("nan"), "changes") == "no data"
    with pytest.raises(ValueError, match="'days'; it must be one of 'deployments per week',"):
        say(2, "days")  # type: ignore[arg-type]
