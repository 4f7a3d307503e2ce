"""A team that nobody has seen before: drawn from a seed, well but for one thing.

Ships of the harbour company deliver in their own ways. One of them, drawn from a student's number
or name, is in trouble, and the trouble has one root. Its log of a year is all there is to find it.

>>> team = unseen_team("Ada")
>>> team.name == unseen_team(" ada ").name
True
>>> team.plan("alarms that say what to do").cost
2
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

import pandas as pd

from deliverylab.improve.diagnosis import Diagnosis, diagnose
from deliverylab.improve.losses import Loss, Prices
from deliverylab.improve.luck import Luck, tidy_seed
from deliverylab.improve.moves import MOVES
from deliverylab.improve.plan import Plan, plan
from deliverylab.improve.quantities import nearest
from deliverylab.improve.symptoms import Symptoms, symptoms
from deliverylab.improve.troubles import TROUBLES, healthy
from deliverylab.log import DeliveryLog
from deliverylab.simulate import Approval, EveryChange, Scenario, simulate
from deliverylab.simulate.cache import Cache
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["UnseenTeam", "unseen_team"]

_SHIPS = (
    "brig", "bulk carrier", "catamaran", "clipper", "coaster", "corvette", "cruiser", "cutter",
    "dhow", "dinghy", "dredger", "fireboat", "freighter", "frigate", "galleon", "gondola",
    "houseboat", "icebreaker", "junk", "kayak", "ketch", "launch", "lifeboat", "lightship",
    "lugger", "paddle steamer", "pilot boat", "pontoon", "punt", "raft", "reefer", "rowing boat",
    "schooner", "skiff", "sloop", "steamer", "submarine", "tanker", "trawler", "trimaran",
    "whaler", "yacht", "yawl",
)  # fmt: skip
_SERVICES = (
    ("the booking of berths", "shipping agents"),
    ("customs papers", "forwarders"),
    ("the rota of the pilots", "pilots and captains"),
    ("the crane schedule", "crane drivers"),
    ("the gate for lorries", "drivers"),
    ("weather and tides", "captains"),
    ("the container yard", "dispatchers"),
    ("invoices and port dues", "shipowners"),
    ("the timetable of the ferries", "passengers"),
    ("cold storage", "merchants"),
)
_CLEAR = 1.5
"""What leads in a log leads by this factor, or the team is drawn again: see `Symptoms.margin`."""
_FIRST_LOG_SEED = 10_000
"""The luck of the year that is seen is that of no year of a trial."""

_BYTES = 300
"""What keeping one number costs, roughly, with the text that it is kept under."""

_clear_at: Cache[int] = Cache(limit_bytes=300_000)
"""By seed, the first attempt that drew a team whose log is clear."""


@dataclass(frozen=True, eq=False)
class UnseenTeam:
    """A team in trouble.

    Attributes:
        seed: What it was drawn from, as text.
        name: Its ship.
        service: What it looks after, and for whom.
        scenario: How it works.
        prices: What its users lose.
        log_seed: The luck of the year in its log.
        trouble: Key of its root cause, one of `TROUBLES`.
    """

    seed: str
    name: str
    service: tuple[str, str]
    scenario: Scenario = field(repr=False)
    prices: Prices
    log_seed: int
    trouble: str = field(repr=False)

    @cached_property
    def log(self) -> DeliveryLog:
        """What happened to it in a year."""
        return simulate(self.scenario, seed=self.log_seed)

    def __dir__(self) -> list[str]:
        """Return what a student may look at: not what is to be found out."""
        return [name for name in super().__dir__() if name not in ("trouble", "clear")]

    @property
    def loss(self) -> Loss:
        """What it lost in that year, in person-weeks."""
        return self._symptoms.lost

    @property
    def clear(self) -> bool:
        """Whether its log shows the root clearly; a year's luck may hide it."""
        return (
            self._symptoms.shows == TROUBLES[self.trouble].shows and self._symptoms.margin >= _CLEAR
        )

    @cached_property
    def _symptoms(self) -> Symptoms:
        return symptoms(self.log, self.scenario, self.prices)

    def describe(self) -> str:
        """Return what anybody in the harbour can tell about it: how it works, not how well."""
        scenario = self.scenario
        thing, people = self.service
        deployed = "by hand" if scenario.deploy_by == "hand" else "by a machine"
        return (
            f"The team of the {self.name} looks after {thing}, for {people}. A change is written, "
            "reviewed, built and tested by a machine, and becomes part of a package that is tried "
            f"out on staging. {_policy(scenario)} The package is deployed {deployed}, "
            f"{_ROLLOUTS[scenario.rollout]}. An hour without the service costs its users "
            f"{self.prices.outage:g} person-weeks of work; 100 lines that wait for a week, "
            f"{self.prices.waiting:g} person-weeks. Last year went badly, and everybody "
            "in the team gives another reason."
        )

    def __repr__(self) -> str:
        """Return what anybody can tell about it."""
        return self.describe()

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        return f"<p>{html.escape(self.describe())}</p>"

    def moves(self) -> pd.DataFrame:
        """Return every move that a team may make, what it takes, and whether this one can."""
        rows = {
            move.key: {
                "what": move.says,
                "pillar": move.pillar,
                "person-weeks": move.cost,
                "now": move.why_not(self.scenario) or "can be done",
            }
            for move in MOVES.values()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("move")

    def suspects(self) -> pd.DataFrame:
        """Return every trouble that it may be: the same table for every team."""
        rows = {
            trouble.key: {"trouble": trouble.label, "what happens": trouble.says}
            for trouble in TROUBLES.values()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("key")

    def diagnose(self, key: str) -> Diagnosis:
        """Return what its log says for or against one trouble.

        Raises:
            NotAllowed: If there is no such trouble.
        """
        tidy = " ".join(str(key).casefold().split())
        if tidy not in TROUBLES:
            raise NotAllowed(
                f"{key!r} is no trouble that is known here; "
                f"{nearest(tidy, TROUBLES, 'those known are')}"
            )
        return diagnose(TROUBLES[tidy], self._symptoms)

    def plan(self, *keys: str) -> Plan:
        """Return the plan of one or two moves; errors as in `deliverylab.improve.plan`."""
        return plan(self.scenario, keys, self.prices)

    def after(self, *keys: str) -> UnseenTeam:
        """Return the team as it is after one or two moves: the same year, with the same luck.

        Raises:
            NotAllowed: as `plan` does.

        >>> unseen_team("Ada").after("more may approve").loss.total < unseen_team("Ada").loss.total
        True
        """
        return replace(self, scenario=self.plan(*keys).after)


def unseen_team(seed: int | str) -> UnseenTeam:
    """Return the team that belongs to a seed; the same each time, on every machine.

    Args:
        seed: A whole number or a text, such as a student number or a name. Small and capital
            letters are the same, and so are 4711 and "4711".

    Raises:
        NotAllowed: If the seed is neither, or empty.
    """
    text = tidy_seed(seed)
    known = _clear_at.get(text)
    if known is not None:  # a team of its own each time: whoever changes its log changes no other
        return _drawn(text, known)
    drawn = ((attempt, _drawn(text, attempt)) for attempt in count())
    attempt, team = next((attempt, team) for attempt, team in drawn if team.clear)
    _clear_at.put(text, attempt, _BYTES)
    return team


def _drawn(text: str, attempt: int) -> UnseenTeam:
    """Return the team of a seed as it is drawn after so many attempts."""
    luck = Luck(f"{text}/{attempt}")
    name, service = luck.one_of(_SHIPS), luck.one_of(_SERVICES)
    trouble = luck.one_of(list(TROUBLES.values()))
    scenario = trouble.made(healthy(name, luck), luck)
    prices = Prices(waiting=luck.between(0.015, 0.03), outage=luck.between(1.0, 2.0))
    log_seed = _FIRST_LOG_SEED + luck.whole(0, 999_999)
    return UnseenTeam(text, name, service, scenario, prices, log_seed, trouble.key)


_ROLLOUTS = {
    "all at once": "to all users at once",
    "rolling": "on one server after the other",
    "blue-green": "onto a second set of machines, and then for all users at once",
    "canary": "to a few users first and then to all",
}


def _policy(scenario: Scenario) -> str:
    """Say when production gets what is ready, without how often or how soon."""
    if isinstance(scenario.deploy_on, EveryChange):
        return "Whatever passes goes to production, each change by itself."
    if isinstance(scenario.deploy_on, Approval):
        return "Somebody approves what goes to production."
    return "What is ready goes to production with a train, on fixed days."
