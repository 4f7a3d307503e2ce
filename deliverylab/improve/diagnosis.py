"""A diagnosis: what a log says for one suspected root of a trouble, or against it.

Who suspects the right one reads the numbers that prove it. Who suspects another one reads what the
log says against that one, and at which measure to look again; never what the answer is.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from deliverylab.improve.symptoms import FERRY, Symptoms
from deliverylab.improve.troubles import Trouble
from deliverylab.measure.say import say_hours, say_share

__all__ = ["Diagnosis", "diagnose"]

_AGAIN_LOSS = "Look again at what is lost by waiting, and what by outages."
_AGAIN_STREAM = "Look again at the map: at which step does a change spend most of its time?"
_AGAIN_THERE = "Most of its time it does spend there. Look again at what it waits for."
_AGAIN_OUTAGES = (
    "Look again at how many deployments fail, how long it takes to notice (detected − started) and "
    "how long to restore (restored − detected)."
)


@dataclass(frozen=True)
class Diagnosis:
    """What the log says of one suspicion.

    Attributes:
        suspected: The label of the suspected trouble.
        right: Whether it is the root.
        evidence: What the log says for or against it, a sentence each.
        again: Which measure to look at again; empty where the suspicion is right.
    """

    suspected: str
    right: bool
    evidence: tuple[str, ...]
    again: str = ""

    @property
    def text(self) -> str:
        """The diagnosis in a few sentences."""
        verdict = "That is the root." if self.right else "That is not the root."
        return " ".join([f"{self.suspected}? {verdict}", *self.evidence, self.again]).strip()

    def __repr__(self) -> str:
        """Return the sentences."""
        return self.text

    def _repr_html_(self) -> str:
        """Return the same for a notebook: the verdict, then a line of evidence each."""
        verdict = "That is the root." if self.right else "That is not the root."
        lines = [*self.evidence, *([self.again] if self.again else [])]
        items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        return f"<p><b>{html.escape(self.suspected)}?</b> {verdict}</p><ul>{items}</ul>"


def diagnose(suspected: Trouble, found: Symptoms) -> Diagnosis:
    """Return what the symptoms say of a suspicion."""
    outage = suspected.shows in FERRY
    if outage != found.by_outages:
        return Diagnosis(suspected.label, False, (_losses(found),), _AGAIN_LOSS)
    right = suspected.shows == found.shows
    if outage:
        measured: tuple[str, ...] = (_outages(suspected, found),)
    else:
        measured = (_time_spent(suspected, found), found.causes[suspected.shows])
    if right:
        return Diagnosis(suspected.label, True, (_most_lost(found), *measured))
    there = _AGAIN_THERE if suspected.shows == found.longest else _AGAIN_STREAM
    again = _AGAIN_OUTAGES if outage else there
    return Diagnosis(suspected.label, False, measured, again)


def _most_lost(found: Symptoms) -> str:
    """Say which loss is the larger; and what work by hand costs, where that is more than both."""
    lost = found.lost
    costs, most, other = "Waiting costs", lost.waiting, "outages"
    if found.by_outages:
        costs, most, other = "Outages cost", lost.outages, "waiting"
    of = f"{most:.0f} of {lost.total:.0f} person-weeks"
    if lost.hands > most:
        return f"{costs} more than {other}: {of}; {lost.hands:.0f} are work by hand."
    return f"{costs} most: {of}."


def _losses(found: Symptoms) -> str:
    """Say what is lost by what."""
    lost = found.lost
    return (
        f"Of {lost.total:.0f} person-weeks that the team lost in the year, {lost.waiting:.0f} were "
        f"lost by changes that waited, {lost.outages:.0f} by requests that failed, and "
        f"{lost.hands:.0f} by work by hand."
    )


def _time_spent(suspected: Trouble, found: Symptoms) -> str:
    """Say how much of its time a change spends where the suspicion points."""
    step, every = suspected.shows, sum(found.hours.values())
    hours = found.hours[step]
    said = f"Of {say_hours(every)} between commit and production, a change"
    if step == "deploy" and found.for_the_train:
        train = found.for_the_train
        return (
            f"{said} waits {say_hours(train)} for the train before its package is made, and spends "
            f"{say_hours(hours)} at “{step}”: together {say_share((train + hours) / every)}."
        )
    if not hours:
        return f"{said} spends no time at “{step}”."
    return f"{said} spends {say_hours(hours)} at “{step}”: {say_share(hours / every)}."


def _outages(suspected: Trouble, found: Symptoms) -> str:
    """Say how bad it is what the suspicion points at, beside ferry."""
    if suspected.shows == "failures":
        return (
            f"Of the deployments {found.failures.said} fail; of ferry's, "
            f"{say_share(FERRY['failures'])}."
        )
    if suspected.shows == "noticing":
        return (
            f"A failure is noticed after {say_hours(found.noticing)} on average; at ferry after "
            f"{say_hours(FERRY['noticing'])}."
        )
    return (
        f"Once a failure is noticed, it takes {say_hours(found.restoring)} on average to restore "
        f"service; at ferry {say_hours(FERRY['restoring'])}."
    )
