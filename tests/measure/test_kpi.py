import math

from deliverylab.measure import Kpi


def test_the_text_says_value_basis_interval_and_what_was_left_out() -> None:
    kpi = Kpi(
        "lead time for changes",
        30.0,
        "hours",
        12,
        "median of 12 changes",
        low=26.0,
        high=60.0,
        left_out={"still waiting": 3, "withdrawn": 0},
        also={"90th percentile": 80.0, "Kaplan–Meier median": math.nan},
    )
    assert kpi.text == (
        "Lead time for changes: 30 hours (median of 12 changes; 95 % interval 26 hours to "
        "2.5 days; 90th percentile 3.3 days; left out: 3 still waiting)."
    )
    assert repr(kpi) == kpi.text
    assert kpi.said == "30 hours"


def test_no_data_is_never_a_number() -> None:
    kpi = Kpi(
        "time to restore service",
        math.nan,
        "hours",
        0,
        "no incident was restored in this window",
        left_out={"still open": 2},
        also={"median age of those still open": 5.0},
    )
    assert not kpi.has_data
    assert kpi.said == "no data"
    assert kpi.text == (
        "Time to restore service: no data (no incident was restored in this window; "
        "left out: 2 still open)."
    )


def test_zero_is_data() -> None:
    kpi = Kpi("change failure rate", 0.0, "share", 26, "0 of 26 deployments caused an incident")
    assert kpi.has_data
    assert kpi.text == "Change failure rate: 0 % (0 of 26 deployments caused an incident)."
