"""Write the tables of ``docs/simulator.md`` from the scenarios: part of ``make data``.

What the four teams are made of stands in `deliverylab.simulate.teams`, lever by lever; how a
rollout works, in `deliverylab.simulate.policies`. Here both become tables that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from deliverylab.simulate.calendar import Calendar
from deliverylab.simulate.policies import ROLLOUTS, Approval, EveryChange, Train
from deliverylab.simulate.scenario import Lever, Scenario
from docs.marked import marked, write_marked

PAGE = Path(__file__).with_name("simulator.md")
BEGIN = "<!-- tables: made by make data, do not edit -->"
END = "<!-- end of tables -->"


def tables() -> str:
    """Return the tables as they stand in the page, between their marks."""
    names = Scenario.team_names()
    levers = [lever for lever in Scenario.levers().values() if lever.unit != "cv"]
    values = {lever.name: [say(_value(team, lever), lever) for team in names] for lever in levers}
    differ = [lever for lever in levers if len(set(values[lever.name])) > 1]
    same = [lever for lever in levers if lever not in differ]
    return "\n\n".join(
        [
            BEGIN,
            "**In what the teams differ**",
            _table(
                ["step", "lever", *(f"`{name}`" for name in names)],
                ([lever.group, called(lever), *values[lever.name]] for lever in differ),
            ),
            "**What is the same for all four**",
            _table(
                ["step", "lever", "all four"],
                ([lever.group, called(lever), values[lever.name][0]] for lever in same),
            ),
            "**What a rollout does**, beside a deployment to all users at once",
            _table(
                ["rollout", "users who meet a failure", "deploying takes", "going back takes"],
                (
                    [
                        one.name,
                        f"{one.exposure:.0%}".replace("%", " %"),
                        f"{one.duration_factor:g} ×",
                        f"{one.rollback_factor:g} ×",
                    ]
                    for one in ROLLOUTS.values()
                ),
            ),
            END,
        ]
    )


def say(value: object, lever: Lever) -> str:
    """Return the value of a lever as people say it; its unit stands beside the lever's name.

    A dash stands for a lever that is not used.

    >>> say(0.2, Scenario.levers()["defect_share"])
    '20 %'
    >>> say(Train(every_days=14.0), Scenario.levers()["deploy_on"])
    'a train every 14 days'
    """
    match value:
        case None:
            return "–"
        case Train():
            return f"a train every {value.every_days:g} days"
        case Approval():
            people = "a person" if value.approvers == 1 else f"one of {value.approvers} people"
            return f"when {people} approves ({value.hours:g} working hours)"
        case EveryChange():
            return "every change by itself"
        case Calendar():
            return value.name
        case float() if lever.unit == "share":
            return f"{100 * value:.4g} %"
        case int() | float():
            return f"{value:,.10g}"
        case _:
            return str(value)


def called(lever: Lever) -> str:
    """Return what people call a lever, with its unit where it has one."""
    if lever.unit in {"", "share"} or lever.label.startswith(lever.unit):
        return lever.label
    return f"{lever.label}, {lever.unit}"


def _value(team: str, lever: Lever) -> object:
    return getattr(Scenario.team(team), lever.name)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [f"| {' | '.join(line)} |" for line in (head, *rows)]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines)


def in_page(page: str) -> str:
    """Return the tables that a page has, with their marks.

    Raises:
        ValueError: if the marks are not there, once each and in order.
    """
    return marked(page, BEGIN, END, PAGE.name)


def main() -> None:
    """Write the tables into the page."""
    write_marked(PAGE, tables(), in_page)
    print(f"the tables of docs/{PAGE.name}")


if __name__ == "__main__":
    main()
