"""Integration where stages wait for each other: an event calendar.

With a limit on open changes, opening waits for merging; with shared people, reviews, builds by hand
and fixes wait for the same few people. Then no stage can be computed before the next one, and this
module goes event by event instead: the earliest thing that happens, then what follows from it. The
draws and the meaning are those of `deliverylab.simulate.integrate`.
"""

from collections import deque
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np

from deliverylab.simulate.integrate import FLAKY, GREEN, Builds, Integrated, Luck
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Work

BRANCH_DONE, TO_REVIEW, TO_BUILD, TO_FIX, MERGED = range(5)
"""What can happen to a change; an event is (hours, change, what, attempt)."""

Event = tuple[float, int, int, int]
Free = list[float]
"""When each of several people (in working time) or machines (by the clock) is free: a heap."""


def integrate_coupled(scenario: Scenario, seed: int, work: Work) -> Integrated:
    """Return when each change is opened, reviewed, built and merged, event by event."""
    calendar_of_events = _EventCalendar(scenario, seed, work)
    calendar_of_events.run()
    return calendar_of_events.result()


class _EventCalendar:
    """The events to come, who is free, and what has been recorded."""

    def __init__(self, scenario: Scenario, seed: int, work: Work) -> None:
        self.scenario = scenario
        self.work = work
        self.hours = scenario.working_hours
        self.luck = Luck(scenario, seed, work)
        self.review_hours = self.luck.review.tolist()
        self.first_build_hours = self.luck.builds(1).tolist()
        self.first_result = self.luck.first_result.tolist()

        shared: Free | None = None
        if scenario.shared_people is not None:
            shared = [0.0] * scenario.shared_people
        self.shared = shared
        self.reviewers: Free = [0.0] * scenario.reviewers if shared is None else shared
        by_hand = scenario.test_by == "hand"
        self.testers: Free | None = None
        if by_hand:
            self.testers = [0.0] * scenario.runners if shared is None else shared
        self.runners: Free = [0.0] * scenario.runners
        self.slots = scenario.wip_limit if scenario.wip_limit is not None else work.count + 1
        self.waiting: deque[int] = deque()  # changes whose branch is done, while no slot is free
        self.asked: dict[str, float] = {}

        never = np.full(work.count, np.inf)
        self.opened = never.copy()
        self.review_started = never.copy()
        self.reviewed = never.copy()
        self.merged = never.copy()
        self.builds: list[tuple[int, int, float, float, float, int]] = []
        self.events: list[Event] = [
            (when, change, BRANCH_DONE, 0) for change, when in enumerate(work.opened.tolist())
        ]
        heapify(self.events)

    def run(self) -> None:
        """Let everything happen that happens before the horizon."""
        happen = (self.branch_done, self.review, self.build, self.fix, self.let_go)
        while self.events and self.events[0][0] < self.work.horizon:
            now, change, what, attempt = heappop(self.events)
            happen[what](now, change, attempt)

    def branch_done(self, now: float, change: int, attempt: int) -> None:
        """Open the change if a slot is free, else let it wait for one."""
        if self.slots > 0:
            self.slots -= 1
            self.opened[change] = now
            self.review(now, change, attempt)
        else:
            self.waiting.append(change)

    def let_go(self, now: float, change: int, attempt: int) -> None:
        """Give the slot of a merged change to the one that has waited longest."""
        if self.waiting:
            following = self.waiting.popleft()
            self.opened[following] = now
            heappush(self.events, (now, following, TO_REVIEW, 0))
        else:
            self.slots += 1

    def review(self, now: float, change: int, attempt: int) -> None:
        """Have the change reviewed."""
        hours = self.review_hours[change]
        start = finish = now
        if hours > 0.0:
            stage = "review" if self.shared is None else "the shared people"
            start, finish = self.by_people(self.reviewers, now, hours, stage)
        self.review_started[change] = start
        self.reviewed[change] = finish
        heappush(self.events, (finish, change, TO_BUILD, 1))

    def build(self, now: float, change: int, attempt: int) -> None:
        """Build and test the change; red sends it back to its author."""
        if attempt == 1:
            hours, result = self.first_build_hours[change], self.first_result[change]
        else:
            hours, red = self.luck.later_build(change, attempt)
            result = FLAKY if red else GREEN
        if self.testers is None:
            start = max(now, self.runners[0])
            finish = start + hours
            heapreplace(self.runners, finish)
            self.ask("build and test", hours)
        else:
            stage = "build and test" if self.shared is None else "the shared people"
            start, finish = self.by_people(self.testers, now, hours, stage)
        self.builds.append((change, attempt, now, start, finish, result))
        if result == GREEN:
            self.merged[change] = finish
            heappush(self.events, (finish, change, MERGED, attempt))
        else:
            heappush(self.events, (finish, change, TO_FIX, attempt))

    def fix(self, now: float, change: int, attempt: int) -> None:
        """Have the red build fixed by the author, or by whoever of the shared people is free."""
        hours = self.luck.fix_hours(change, attempt)
        if self.shared is None or hours == 0.0:
            finish = self.hours.add_one(now, hours)
        else:
            finish = self.by_people(self.shared, now, hours, "the shared people")[1]
        heappush(self.events, (finish, change, TO_BUILD, attempt + 1))

    def by_people(self, free: Free, now: float, hours: float, stage: str) -> tuple[float, float]:
        """Return when the person who is free first starts and finishes a task, by the clock."""
        calendar = self.hours
        start = max(calendar.worked_one(now), free[0])
        heapreplace(free, start + hours)
        self.ask(stage, hours)
        started = max(calendar.starts_one(start), now)
        return started, max(calendar.ends_one(start + hours), started)

    def ask(self, stage: str, hours: float) -> None:
        """Count the hours of work that a stage is asked for."""
        self.asked[stage] = self.asked.get(stage, 0.0) + hours

    def result(self) -> Integrated:
        """Return what was recorded."""
        columns = list(zip(*self.builds, strict=True)) or [()] * 6
        change, attempt = (np.array(column, dtype=np.int64) for column in columns[:2])
        queued, started, finished = (np.array(column, dtype=np.float64) for column in columns[2:5])
        builds = Builds(
            change, attempt, queued, started, finished, np.array(columns[5], dtype=np.int8)
        )
        return Integrated(
            self.opened,
            self.review_started,
            self.reviewed,
            self.merged,
            self.luck.caught,
            builds,
            {stage: asked / self.available(stage) for stage, asked in self.asked.items()},
        )

    def available(self, stage: str) -> float:
        """Return the hours that the people or machines of a stage have."""
        working = self.hours.worked_one(self.work.horizon)
        if stage == "the shared people":
            return (self.scenario.shared_people or 1) * working
        if stage == "review":
            return self.scenario.reviewers * working
        by_hand = self.scenario.test_by == "hand"
        return self.scenario.runners * (working if by_hand else self.work.horizon)
