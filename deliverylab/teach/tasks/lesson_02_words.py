"""Task 2.1: six teams describe how they work. Which of the three modes is it really?"""

from __future__ import annotations

from collections import Counter

from deliverylab.teach.forms import per_team, word
from deliverylab.teach.tasks import Mistake, Task

INTEGRATION = "continuous integration only"
DELIVERY = "continuous delivery"
DEPLOYMENT = "continuous deployment"
NONE = "none"

Words = dict[str, str]

WORKS: Words = {
    "anchor": INTEGRATION,
    "beacon": DELIVERY,
    "crane": DEPLOYMENT,
    "dock": NONE,
    "ebb": DELIVERY,
    "fender": NONE,
}
"""How each team of the notebook really works."""

CALLS_ITSELF: Words = {"beacon": DEPLOYMENT, "ebb": DELIVERY, "fender": DEPLOYMENT}
"""What three of them say that they do."""


def said(value: Words) -> str:
    """Say how many teams work in each way, and how many call it right."""
    teams = Counter(value.values())
    wrong = sum(value[team] != name for team, name in CALLS_ITSELF.items())
    return (
        f"{teams[DELIVERY]} of the {len(value)} teams do continuous delivery, {teams[DEPLOYMENT]} "
        f"continuous deployment, {teams[INTEGRATION]} continuous integration only and "
        f"{teams[NONE]} none of them. Of the {len(CALLS_ITSELF)} that give it a name, {wrong} use "
        "another word than this course."
    )


HOW_DO_THEY_WORK: Task[Words] = Task(
    number="2.1",
    title="How do they really work?",
    points=2,
    variable="works",
    expects=per_team(word(INTEGRATION, DELIVERY, DEPLOYMENT, NONE), tuple(WORKS)),
    answer=lambda: dict(WORKS),
    mistakes=(
        Mistake(
            "swapped delivery and deployment",
            recognises=lambda value: (
                value["crane"] == DELIVERY and DEPLOYMENT in (value["beacon"], value["ebb"])
            ),
            hints=(
                "Two words have changed places. In which of the two does a person still decide "
                "about production?",
                "Delivery makes every change ready for production. Deployment brings it there.",
                "Look at `crane` and `ebb`. At which of them is a change in production without "
                "any person's yes?",
            ),
        ),
        Mistake(
            "believed the name",
            recognises=lambda value: value["beacon"] == DEPLOYMENT,
            hints=(
                "One team calls it by a name that does not fit. Where does its machine stop?",
                "Look at `beacon`. Staging is not production: who brings a version to the users?",
                "At `beacon` every change is ready, and people of the customers decide when to "
                "take it. Which word says that?",
            ),
        ),
        Mistake(
            "took a slow rollout for an approval",
            recognises=lambda value: value["crane"] == DELIVERY,
            hints=(
                "At one of the teams something waits for an hour. Does it wait for a person?",
                "Look at `crane`. Who decides that everyone gets the new version?",
                "At `crane` a machine watches the errors and goes on by itself. Nobody has to say "
                "yes.",
            ),
        ),
        Mistake(
            "took a package made by hand for delivery",
            recognises=lambda value: value["anchor"] == DELIVERY,
            hints=(
                "In continuous delivery a package is there for every change. Is it so at all the "
                "teams that you give it to?",
                "Look at `anchor`. Who makes the package there, and how often?",
                "At `anchor` a machine tests every change, and then two people make the package, "
                "every second Friday. How much of the way is continuous?",
            ),
        ),
        Mistake(
            "took a server for integration",
            recognises=lambda value: value["dock"] != NONE,
            hints=(
                "A server that builds is not enough. What has to be tested, and when?",
                "Look at `dock`. When does somebody there learn that a change does not work?",
                "At `dock` the tests run once a night and may fail for weeks. Continuous "
                "integration tests every change, and a failure is repaired at once.",
            ),
        ),
        Mistake(
            "took a script for deployment",
            recognises=lambda value: value["fender"] != NONE,
            hints=(
                "One of these teams has a script, and something that continuous deployment "
                "implies is missing.",
                "Look at `fender`. What has tested a change when users get it?",
                "At `fender` the tests run on Sunday, when users have had the changes for days. "
                "Continuous deployment implies continuous integration.",
            ),
        ),
        Mistake(
            "took a rare release for integration only",
            recognises=lambda value: value["ebb"] in (INTEGRATION, NONE),
            hints=(
                "How often users get something does not decide it. What is there on every change?",
                "Look at `ebb`. What has the machine made when a change is merged?",
                "At `ebb` there is a tested package for every change, however seldom it is taken. "
                "Which word says that?",
            ),
        ),
        Mistake(
            "overlooked an approval",
            recognises=lambda value: value["ebb"] == DEPLOYMENT,
            hints=(
                "At one of the teams a machine does nearly everything. What does it wait for in "
                "the end?",
                "Look at `ebb`. Can a change reach production there without any person?",
                "At `ebb` two people sign. Everything up to there is automatic: which word says "
                "that?",
            ),
        ),
        Mistake(
            "asked for more than the words do",
            recognises=lambda value: (
                value["anchor"] == NONE
                or value["beacon"] in (INTEGRATION, NONE)
                or value["crane"] in (INTEGRATION, NONE)
            ),
            hints=(
                "One of the teams does more than you say. Look at what a machine does there on "
                "every change.",
                "Look again at `anchor`, `beacon` and `crane`. At all three, a machine tests every "
                "change.",
                "Which of these three also has a package for every change? And at which one does "
                "it go to production without an approval?",
            ),
        ),
    ),
    hints=(
        "Ask for each team: is every change tested by a machine? Is every change packaged by a "
        "machine? Does it go to production without an approval?",
        "If every change is not tested by a machine, it is not one of the three, whatever comes "
        "after the tests.",
        "Two teams do the same thing, and two do not do any of the three. What a team calls itself "
        "and how often it deploys do not count.",
    ),
    said=said,
)
