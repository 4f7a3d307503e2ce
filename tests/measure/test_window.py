import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.window import Window, hours_between, times

LOG = DeliveryLog.of("2025-01-06", "2025-02-04", team="tug")


def moments(*texts: str | None) -> np.ndarray:
    return times(pd.Series(pd.to_datetime(list(texts), utc=True, format="ISO8601")))


def test_the_window_is_the_logs_unless_one_is_asked_for() -> None:
    window = Window.of(LOG)
    assert (str(window.start), str(window.end)) == (
        "2025-01-06T00:00:00.000000",
        "2025-02-04T00:00:00.000000",
    )
    assert window.weeks == pytest.approx(29 / 7)


def test_a_time_without_a_zone_is_utc_and_another_zone_is_converted() -> None:
    assert Window.of(LOG, "2025-01-07 09:00") == Window.of(LOG, "2025-01-07T10:00+01:00")
    assert Window.of(LOG, pd.Timestamp("2025-01-07")) == Window.of(LOG, "2025-01-07T00:00Z")


def test_the_start_belongs_to_it_and_the_end_does_not() -> None:
    window = Window.of(LOG, "2025-01-07", "2025-01-08")
    inside = moments("2025-01-06T23:59:59.999999Z", "2025-01-07", "2025-01-07T23:59", "2025-01-08")
    assert window.holds(inside).tolist() == [False, True, True, False]
    assert window.holds(moments(None)).tolist() == [False]


def test_what_is_missing_or_at_the_end_has_not_happened_yet() -> None:
    window = Window.of(LOG, "2025-01-07", "2025-01-08")
    at = moments("2025-01-06", "2025-01-07T23:59:59.999999Z", "2025-01-08", None)
    assert window.not_yet(at).tolist() == [False, False, True, True]


def test_weeks_count_from_the_start_with_zeros_and_a_part_week_at_the_end() -> None:
    weekly = Window.of(LOG).per_week(
        moments("2025-01-06", "2025-01-12T23:59", "2025-01-20", "2025-02-03T12:00")
    )
    assert weekly.to_list() == [2, 0, 1, 0, 1]
    assert weekly.index[0] == pd.Timestamp("2025-01-06", tz="UTC")
    assert weekly.index[-1] == pd.Timestamp("2025-02-03", tz="UTC")
    assert Window.of(LOG, "2025-01-08", "2025-01-22").week_starts().to_list() == [
        pd.Timestamp("2025-01-08", tz="UTC"),
        pd.Timestamp("2025-01-15", tz="UTC"),
    ]


def test_hours_are_clock_hours_and_missing_stays_missing() -> None:
    begin, end = moments("2025-01-10T17:00", "2025-01-10"), moments("2025-01-13T09:30", None)
    hours = hours_between(begin, end)
    assert hours[0] == 64.5
    assert np.isnan(hours[1])


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2025-01-20", "2025-01-10", "ends .*2025-01-10.* before it starts"),
        ("2025-01-05", None, "reaches beyond the log, which knows only what happened from"),
        (None, "2025-02-05", "choose a window within that"),
        ("soon", None, "start is 'soon'; it must be a date or a time, like '2025-03-01'"),
        (None, pd.NaT, "end is missing; it must be a date"),
        ([], None, r"start is \[\]; it must be"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused_in_words(
    start: object, end: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Window.of(LOG, start, end)  # type: ignore[arg-type]
