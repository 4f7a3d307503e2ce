"""The shipped log, as the right answers read it, is the one that a student loads."""

from __future__ import annotations

import pandas as pd

from deliverylab.log import DeliveryLog, course_data
from deliverylab.log.schema import TABLES
from deliverylab.teach.shipped import TEAMS, shipped_log, shipped_table


def test_it_is_the_log_that_a_student_loads() -> None:
    loaded, shipped = DeliveryLog.from_csv(course_data()), shipped_log()
    for name in TABLES:
        pd.testing.assert_frame_equal(shipped.tables[name], loaded.tables[name])
        assert shipped_table(name) is shipped.tables[name]
    for about in ("start", "end", "source", "notes", "unrecorded"):
        assert getattr(shipped, about) == getattr(loaded, about)
    assert list(TEAMS) == loaded.teams
