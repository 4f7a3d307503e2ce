"""Task 5.1: ten things that teams do. To which of the five pillars does each belong?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from deliverylab.improve import PILLARS
from deliverylab.teach.forms import parts, word
from deliverylab.teach.tasks import Hints, Mistake, Task

Parts = dict[str, Any]


class Deed(NamedTuple):
    """Something that a team does.

    Attributes:
        pillar: where it belongs.
        line: the line of that pillar that it follows.
        nudges: what the first two hints ask, without naming the pillar.
    """

    pillar: str
    line: str
    nudges: tuple[str, str]


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "a": Deed(
            "lean",
            "Ensure iterations are fast",
            (
                "`a`: what is short there, the work of a machine or the way to an answer?",
                "`a`: on Thursday the team knows what users make of the idea. Who gains from "
                "knowing it so soon?",
            ),
        ),
        "b": Deed(
            "measurement",
            "Meaningful and actionable errors and notifications",
            (
                "`b`: what is new there? The alarm was there before, too.",
                "`b`: whoever hears it knows at once what is wrong and what to do.",
            ),
        ),
        "c": Deed(
            "culture",
            "Strive to become full-stack engineers",
            (
                "`c`: how many queues does such a change wait in?",
                "`c`: what has the developer become who can take a change all the way?",
            ),
        ),
        "d": Deed(
            "sharing",
            "Share tools",
            (
                "`d`: the script was there before. What has changed for the other four teams?",
                "`d`: one team built it, and five have it now.",
            ),
        ),
        "e": Deed(
            "automation",
            "Submit everything into version control",
            (
                "`e`: where does a team look up how a server is set up, and since when?",
                "`e`: what is in a repository can be set up again by a machine, at any time.",
            ),
        ),
        "f": Deed(
            "lean",
            "Do not over-engineer; focus on simplicity",
            (
                "`f`: what did the team *not* build?",
                "`f`: a text file is enough for now.",
            ),
        ),
        "g": Deed(
            "sharing",
            "Share ideas, thoughts, experiences",
            (
                "`g`: who knows more afterwards than before?",
                "`g`: one team has paid for what it learnt. The others get it for nothing.",
            ),
        ),
        "h": Deed(
            "culture",
            "A mindset with a focus on the common goal",
            (
                "`h`: what becomes different between the two groups?",
                "`h`: who is praised for the same thing has no reason to work against the other.",
            ),
        ),
        "i": Deed(
            "measurement",
            "Real-time monitoring",
            (
                "`i`: how soon does the team know that requests fail?",
                "`i`: it hears of it within a minute, and not from users.",
            ),
        ),
        "j": Deed(
            "automation",
            "Automate all the boring stuff",
            (
                "`j`: who did this work before, and did anybody like it?",
                "`j`: each night the same steps: dull for a person, and easy for a machine.",
            ),
        ),
    }
)
"""By the letters that the notebook gives them; two for each pillar, one for each of its lines."""


def in_their_pillars() -> Parts:
    """Return the answer."""
    return {name: deed.pillar for name, deed in DEEDS.items()}


def hints_of(name: str, deed: Deed) -> Hints:
    """Return what helps with one of them: the nudges, then its line."""
    return (*deed.nudges, f"`{name}`: of which pillar is this a line: “{deed.line}”?")


def taken(name: str, for_: str, mistake: str, hints: Hints) -> Mistake[Parts]:
    """Return the mistake of putting one of them `for_` a certain other pillar."""
    return Mistake(mistake, part=name, recognises=lambda value: value[name] == for_, hints=hints)


def said(value: Parts) -> str:
    """Say what was there of each pillar, and where two of them come near each other."""
    each = {sum(pillar == name for pillar in value.values()) for name in PILLARS}
    return (
        f"Each pillar has {each.pop()} of the {len(value)}, one for each of its lines. Look at "
        "what a thing is for, not at what it is made of: the script of `d` is a tool, and what "
        "counts is that all have it; `h` has a number in it, and what counts is that it is the "
        "same for both."
    )


WHICH_PILLAR: Task[Parts] = Task(
    number="5.1",
    title="Which pillar?",
    points=2,
    variable="pillars",
    expects=parts(**{name: word(*PILLARS) for name in DEEDS}),
    answer=in_their_pillars,
    mistakes=(
        taken(
            "a",
            "automation",
            "took what is soon for the work of a machine",
            (
                "`a`: does a machine do anything there that a person did before?",
                "`a`: it says how long a round takes, from an idea to what users say about it.",
                "`a`: which pillar asks for short rounds?",
            ),
        ),
        taken(
            "b",
            "automation",
            "took a good message for the work of a machine",
            (
                "`b`: who acts when the alarm rings, a machine or a person?",
                "`b`: a person rolls back, as before. But now this person knows what and how.",
                "`b`: which pillar asks for errors and notifications that say what to do?",
            ),
        ),
        taken(
            "c",
            "sharing",
            "took one who can do all for many who know",
            (
                "`c`: does anybody else know more than before?",
                "`c`: nothing is passed on there. One person has learnt several kinds of work.",
                "`c`: which pillar asks for full-stack engineers?",
            ),
        ),
        taken(
            "d",
            "automation",
            "took a tool for the work of a machine",
            (
                "`d`: the script was there before. What is new?",
                "`d`: nothing is done by a machine that was not done by one last week.",
                "`d`: who has the script now, and who mends it?",
            ),
        ),
        taken(
            "d",
            "measurement",
            "looked at what the script does",
            (
                "`d`: the lead time was known before. What is new?",
                "`d`: it does not matter what the script counts. It could as well deploy.",
                "`d`: who has the script now, and who mends it?",
            ),
        ),
        taken(
            "e",
            "sharing",
            "took the repository for a place to read",
            (
                "`e`: that all can read the settings is nice. What is it good for at night, when "
                "the server is gone?",
                "`e`: a server that is set up from a repository is set up by a machine.",
                "`e`: which pillar wants everything in version control?",
            ),
        ),
        taken(
            "h",
            "measurement",
            "took a common number for monitoring",
            (
                "`h`: there is a number in it. Is the point how soon it is known?",
                "`h`: until now each group was praised for something else.",
                "`h`: which pillar asks for one goal that all have?",
            ),
        ),
        taken(
            "i",
            "sharing",
            "took a screen for telling one another",
            (
                "`i`: all see the screen. Would it be another thing if a telephone showed it to "
                "one person?",
                "`i`: what counts is how soon somebody knows.",
                "`i`: which pillar asks to know it within minutes, while it happens?",
            ),
        ),
    ),
    part_hints={name: hints_of(name, deed) for name, deed in DEEDS.items()},
    hints=(
        "One of them belongs elsewhere. What is each of them for?",
        "Each pillar has two lines in the lesson. Which of the ten lines does each thing follow?",
        "Each pillar is there twice, once for each of its lines.",
    ),
    said=said,
)
