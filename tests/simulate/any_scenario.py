"""Scenarios of all sorts, for tests of what must hold in every one."""

from __future__ import annotations

from hypothesis import strategies as st

from deliverylab.simulate import (
    ALWAYS,
    ROLLOUTS,
    WEEKDAYS,
    Approval,
    Calendar,
    EveryChange,
    Scenario,
    Train,
)

SEEDS = st.integers(0, 10_000)
DAYS = st.integers(1, 60)

CALENDARS = st.sampled_from([WEEKDAYS, ALWAYS, Calendar("six long days", 8.0, 18.5, 6)])
POLICIES = st.one_of(
    st.builds(
        Train,
        every_days=st.sampled_from([0.25, 1, 3.5, 7, 14, 28]),
        at_hour=st.sampled_from([0.0, 9.0, 10.0, 16.5, 17.0, 23.0]),
    ),
    st.builds(
        Approval,
        approvers=st.integers(1, 3),
        hours=st.sampled_from([0.5, 4.0, 30.0]),
        cv=st.sampled_from([0.0, 1.0, 2.0]),
    ),
    st.just(EveryChange()),
)
MINUTES = st.sampled_from([0.01, 3.0, 20.0, 200.0])
HOURS = st.sampled_from([0.0, 0.3, 2.0, 12.0])
CV = st.sampled_from([0.0, 0.5, 1.0, 2.5])
SHARE = st.sampled_from([0.0, 0.1, 0.6, 1.0])
BY = st.sampled_from(["hand", "automatic"])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that is allowed: calm or overloaded, by hand or automatic, coupled or not."""
    deploy_on = draw(POLICIES)
    test_by, package_by, deploy_by = draw(BY), draw(BY), draw(BY)
    if isinstance(deploy_on, EveryChange):
        package_by = deploy_by = "automatic"
    if package_by == "automatic":
        test_by = "automatic"
    return Scenario(
        name="any",
        working_hours=draw(CALENDARS),
        changes_per_day=draw(st.sampled_from([0.0, 0.05, 2.0, 7.5, 25.0])),
        branch_hours=draw(HOURS),
        branch_cv=draw(CV),
        defect_share=draw(SHARE),
        fix_hours=draw(HOURS),
        fix_cv=draw(CV),
        workstation_minutes=draw(st.sampled_from([0.0, 0.0, 7.0, 300.0])),
        workstation_cv=draw(CV),
        workstation_catch=draw(SHARE),
        slow_share=draw(st.sampled_from([0.0, 0.0, 0.1, 1.0])),
        wip_limit=draw(st.sampled_from([None, None, 1, 8])),
        shared_people=draw(st.sampled_from([None, None, 1, 5])),
        reviewers=draw(st.integers(1, 4)),
        review_hours=draw(HOURS),
        review_cv=draw(CV),
        test_by=test_by,
        runners=draw(st.integers(1, 4)),
        ci_minutes=draw(MINUTES),
        ci_cv=draw(CV),
        ci_catch=draw(SHARE),
        flaky_share=draw(st.sampled_from([0.0, 0.02, 0.5])),
        package_by=package_by,
        package_minutes=draw(MINUTES),
        package_cv=draw(CV),
        acceptance_minutes=draw(MINUTES),
        acceptance_cv=draw(CV),
        acceptance_catch=draw(SHARE),
        performance_minutes=draw(st.sampled_from([0.0, 9.0, 200.0])),
        performance_cv=draw(CV),
        performance_catch=draw(SHARE),
        deploy_on=deploy_on,
        deploy_by=deploy_by,
        deploy_minutes=draw(MINUTES),
        deploy_cv=draw(CV),
        rollout=draw(st.sampled_from(list(ROLLOUTS))),
        slip_share=draw(SHARE),
        detect_minutes=draw(st.sampled_from([0.0, 10.0, 2_000.0])),
        detect_cv=draw(CV),
        restore_by=draw(st.sampled_from(["rollback", "fix forward"])),
        rollback_minutes=draw(MINUTES),
        search_minutes=draw(st.sampled_from([0.0, 15.0])),
        other_incidents_per_month=draw(st.sampled_from([0.0, 1.0, 40.0])),
        restart_minutes=draw(st.sampled_from([0.0, 60.0])),
        restart_cv=draw(CV),
        slow_notice_hours=draw(st.sampled_from([0.0, 20.0, 500.0])),
        slow_notice_cv=draw(CV),
        slow_ms_cv=draw(CV),
        requests_per_hour=draw(st.sampled_from([0.0, 3.0, 20_000.0])),
    )
