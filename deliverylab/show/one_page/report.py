"""The report of lesson 06: one page, made from what was found, that can be printed and checked.

Every number on it comes from the diagnosis, the plan or the trial that it is made from. What its
author claims stands beside what the simulation says of it: a claim that does not hold is shown as
one that does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from deliverylab.files import replace_whole
from deliverylab.improve import Diagnosis, Plan, Trial, UnseenTeam
from deliverylab.improve.claims import Checked, Claim, Verdict, check_claims
from deliverylab.improve.prediction import Prediction
from deliverylab.measure.say import capital, say_count
from deliverylab.show.one_page.section import Mark, Section
from deliverylab.show.picture import Picture
from deliverylab.show.trial_picture import trial_effects

__all__ = ["Report", "report"]

_HERE = files("deliverylab.show.one_page")
_LIMITS = (
    "All of this is simulated: the team does not exist. What a move turns and by how much, and "
    "what waiting and outages cost, are choices of the course. An interval holds the mean of many "
    "such years in 95 of 100 trials; of {count} intervals on one page, one may well miss."
)
LONGEST_WHY = 600
"""Characters of the author's own words: with more, it would not be one page."""
MOST_CLAIMS = 4


@dataclass(frozen=True, eq=False)
class Report:
    """A page: its title, its sections, and the picture of the trial.

    Attributes:
        title: In a few words.
        sections: From the top of the page to its end.
        picture: Drawn below the section that says so.
    """

    title: str
    sections: tuple[Section, ...]
    picture: Picture

    @cached_property
    def html(self) -> str:
        """The whole page, which needs nothing beside itself."""
        page = Template((_HERE / "page.html").read_text(encoding="utf-8"))
        return page.substitute(title=escape(self.title), css=_css(), body=self._body())

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, and return where it is; an older report there is replaced.

        Raises:
            ValueError: If the name does not end in .html, or something else than a report by this
                course has it.
            OSError: If it cannot be written.
        """
        path = Path(path)
        if path.suffix != ".html":
            raise ValueError(f"{path.name!r}: a report is a web page; choose a name with .html")
        if path.exists() and 'class="dl-report"' not in path.read_text("utf-8", "replace"):
            raise ValueError(f"{path} is something else than a report; choose another name")
        replace_whole(path, self.html.encode())
        return path

    def __repr__(self) -> str:
        """Return the page as plain text."""
        parts = [self.title, *(section.text for section in self.sections)]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        """Return the page for a notebook."""
        return f'<style>\n{_css()}</style>\n<div class="dl-report">\n{self._body()}</div>'

    def _body(self) -> str:
        sections = "".join(section.html(self.picture) for section in self.sections)
        return f"<h1>{escape(self.title)}</h1>\n{sections}"


_MARKS: dict[Verdict, Mark] = {
    "held": "held",
    "not held": "not-held",
    "no more than noise": "noise",
    "no data": "noise",
}


def report(
    team: UnseenTeam,
    diagnosis: Diagnosis,
    plan: Plan,
    trial: Trial,
    *,
    prediction: Prediction | None = None,
    claims: Iterable[Claim | str] = (),
    why: str = "",
) -> Report:
    """Return the report of one page.

    Args:
        team: The team that it is about.
        diagnosis: What was found to be wrong.
        plan: The changes that are proposed.
        trial: What years are like without them and with them; of this very plan.
        prediction: What was predicted before it, where something was.
        claims: What is claimed of it, such as "loss falls"; each is checked against it.
        why: The author's own words for why these changes: one paragraph, 600 characters at most.

    Raises:
        ValueError: If the trial is of another plan, the plan for another team, words are no claim
            that can be checked, or it would be more than a page.
    """
    _refuse(team, plan, trial)
    claims, why = list(claims), " ".join(why.split())
    _refuse_more_than_a_page(claims, why)
    checked = tuple((_said(one), _MARKS[one.verdict]) for one in check_claims(claims, trial))
    predicted = (prediction.text, _held(prediction, trial)) if prediction else ()
    sections = (
        Section("", (team.describe(),)),
        _diagnosed(diagnosis),
        Section("What we would change", tuple(_proposal(plan, why))),
        Section(
            f"What that brings: {trial.years} years with it and without it, with the same luck",
            (trial["loss"].text, _payback(plan, trial)),
            with_picture=True,
        ),
        Section("What we claim", items=checked),
        Section("What we had predicted", predicted),
        Section("What this cannot say", (_LIMITS.format(count=len(trial.effects)),), note=True),
    )
    kept = tuple(section for section in sections if section.text)
    return Report(f"Turning the {team.name} around", kept, trial_effects(trial))


def _refuse(team: UnseenTeam, plan: Plan, trial: Trial) -> None:
    if plan.before != team.scenario:
        raise ValueError(
            f"the plan is for another team than the {team.name}; make it with team.plan(…)"
        )
    if (trial.before, trial.after) != (plan.before, plan.after):
        raise ValueError("the trial is of another plan; make it with plan.trial()")


def _refuse_more_than_a_page(claims: list[Claim | str], why: str) -> None:
    if len(why) > LONGEST_WHY:
        raise ValueError(
            f"why has {len(why)} characters; a report of one page has room for {LONGEST_WHY}. "
            "Say what matters most"
        )
    if len(claims) > MOST_CLAIMS:
        raise ValueError(
            f"{len(claims)} claims; a report of one page has room for {MOST_CLAIMS}. Keep those "
            "that a decision hangs on"
        )


def _diagnosed(diagnosis: Diagnosis) -> Section:
    """Say what is wrong, or what was suspected and is not."""
    suspected = diagnosis.suspected[:1].lower() + diagnosis.suspected[1:]
    if diagnosis.right:
        return Section(f"What is wrong: {suspected}", (" ".join(diagnosis.evidence),))
    verdict = "The log says that this is not the root."
    words = " ".join([*diagnosis.evidence, verdict])
    return Section(f"What we suspected: {suspected}", (words,))


def _payback(plan: Plan, trial: Trial) -> str:
    """Say what it takes, and after how long that is saved."""
    saved = -trial["loss"].difference.value
    takes = f"It takes {say_count(plan.cost, 'person-week')} once"
    if not trial["loss"].falls:
        return f"{takes}, and what that saves cannot be seen."
    weeks = round(52 * plan.cost / saved)
    after = "within a week" if weeks < 2 else f"after {weeks} weeks"
    return f"{takes}; what it saves has made up for that {after}."


def _held(prediction: Prediction, trial: Trial) -> str:
    """Say how many ranges held, for a reader who does not know the course."""
    found = prediction.against(trial)
    return (
        f"{found.hits} of {len(found.known)} ranges held what came out. Of ranges that one is 80 % "
        f"sure of, about {found.expected:.0f} should."
    )


def _said(checked: Checked) -> str:
    """Say a claim, whether it holds, and the numbers behind it."""
    claim, effect = checked.claim.text, checked.effect
    without, with_it = effect.said
    return (
        f"{capital(claim)}: {checked.verdict} ({without} without, {with_it} with; "
        f"95 % interval of the difference {effect.interval})."
    )


def _proposal(plan: Plan, why: str) -> Iterator[str]:
    """Yield what is proposed, what each change means, and why."""
    yield plan.text
    yield " ".join(move.says for move in plan.moves)
    if why:
        yield why


def _css() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8")
