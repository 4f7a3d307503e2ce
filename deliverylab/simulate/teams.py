"""The four teams of the harbour company: the same service, four ways to deliver.

All four build parcel tracking for the same users and write about the same number of changes of the
same size. They differ in how a change travels. The numbers are round and chosen, not measured; they
stay near what is published: builds of a few minutes (CircleCI 2023: median 3.3), 1.5 % of builds
flaky (Micco 2016), reviews under an hour of work for small changes (Sadowski and others 2018),
incidents that last about an hour at the median and much longer in the tail (Davidovič 2021), change
failure rates around 17–19 % on average with a long tail (DORA 2024 and 2025).

One change in five carries a defect in all of them. `barge` and `tug` inspect the most before a
deployment and fail the most all the same, because so many changes travel together.
"""

from deliverylab.simulate.policies import Approval, EveryChange, Train
from deliverylab.simulate.scenario import PRESETS, Scenario

BARGE = Scenario(
    name="barge",
    changes_per_day=6.0,
    branch_hours=30.0,
    defect_share=0.20,
    fix_hours=4.0,
    reviewers=2,
    review_hours=1.0,
    test_by="hand",
    runners=2,
    ci_minutes=75.0,
    ci_cv=0.8,
    ci_catch=0.60,
    flaky_share=0.03,
    package_by="hand",
    package_minutes=360.0,
    package_cv=0.3,
    acceptance_minutes=960.0,
    acceptance_cv=0.3,
    acceptance_catch=0.80,
    deploy_on=Train(every_days=28.0),
    deploy_by="hand",
    deploy_minutes=180.0,
    deploy_cv=0.4,
    rollout="all at once",
    slip_share=0.15,
    detect_minutes=120.0,
    restore_by="fix forward",
    rollback_minutes=90.0,
    search_minutes=10.0,
    other_incidents_per_month=1.0,
    restart_minutes=90.0,
)

TUG = Scenario(
    name="tug",
    changes_per_day=6.5,
    branch_hours=10.0,
    defect_share=0.20,
    fix_hours=3.0,
    reviewers=2,
    review_hours=0.8,
    test_by="automatic",
    runners=2,
    ci_minutes=14.0,
    ci_cv=0.4,
    ci_catch=0.80,
    package_by="hand",
    package_minutes=120.0,
    acceptance_minutes=300.0,
    acceptance_catch=0.70,
    deploy_on=Train(every_days=14.0),
    deploy_by="hand",
    deploy_minutes=60.0,
    deploy_cv=0.4,
    rollout="all at once",
    slip_share=0.08,
    detect_minutes=45.0,
    restore_by="rollback",
    rollback_minutes=60.0,
    other_incidents_per_month=0.8,
    restart_minutes=60.0,
)

FERRY = Scenario(
    name="ferry",
    changes_per_day=7.0,
    branch_hours=5.0,
    defect_share=0.20,
    fix_hours=2.0,
    reviewers=3,
    review_hours=0.7,
    runners=3,
    ci_minutes=9.0,
    ci_catch=0.75,
    package_minutes=4.0,
    acceptance_minutes=20.0,
    acceptance_catch=0.50,
    deploy_on=Approval(approvers=1, hours=5.5),
    deploy_by="automatic",
    deploy_minutes=12.0,
    rollout="rolling",
    detect_minutes=15.0,
    restore_by="rollback",
    rollback_minutes=20.0,
    other_incidents_per_month=0.7,
    restart_minutes=40.0,
)

HYDROFOIL = Scenario(
    name="hydrofoil",
    changes_per_day=7.5,
    branch_hours=2.5,
    defect_share=0.20,
    fix_hours=1.0,
    reviewers=4,
    review_hours=0.5,
    runners=4,
    ci_minutes=6.0,
    ci_catch=0.65,
    package_minutes=2.0,
    acceptance_minutes=8.0,
    acceptance_catch=0.10,
    deploy_on=EveryChange(),
    deploy_by="automatic",
    deploy_minutes=5.0,
    rollout="canary",
    detect_minutes=6.0,
    restore_by="rollback",
    rollback_minutes=10.0,
    other_incidents_per_month=0.6,
    restart_minutes=25.0,
)

TEAMS: dict[str, Scenario] = {one.name: one for one in (BARGE, TUG, FERRY, HYDROFOIL)}
"""The four teams by name, from the slowest to the fastest."""

PRESETS.update(TEAMS)
