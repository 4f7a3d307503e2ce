"""`python -m deliverylab key`: for teachers, and the same answers as the checks."""

from __future__ import annotations

import pytest

from deliverylab.command_line import main
from deliverylab.improve import TROUBLES, unseen_team
from deliverylab.teach.tasks.lesson_06_plan import best_single, judge


def test_the_key_says_what_the_checks_take(capsys):
    assert main(["key", "20261200", "Ada"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["seed", "ship", "root", "saves"]
    assert len(rows) == 2
    for seed, row in zip(("20261200", "Ada"), rows, strict=True):
        team = unseen_team(seed)
        move, saves = best_single(team)
        assert row.startswith(team.seed)
        for part in (team.name, team.trouble, f"{saves:.0f}", move.key):
            assert f"  {part}" in row
        assert team.trouble in TROUBLES
        assert judge({"my_team": team, "my_plan": team.plan(move.key)}) is None


def test_an_empty_seed_is_one_sentence(capsys):
    assert main(["key", " "]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("seed=' '; expected a whole number or a text")


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_all_commands_are_listed_but_the_one_that_spoils(words, capsys):
    try:
        code = main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    assert code == (0 if words else 2)
    printed = capsys.readouterr()
    listed = [
        line.split()[0] for line in (printed.out + printed.err).splitlines() if line[4:5].strip()
    ]
    for command in ("measure", "reset", "progress", "doctor", "hand-in", "class"):
        assert command in listed
    assert "key" not in listed
