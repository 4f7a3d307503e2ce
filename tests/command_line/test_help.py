"""`--help` is enough by itself: every option, KPI, definition, field and exit code is in it."""

from __future__ import annotations

import json

import pytest

from deliverylab.command_line.words import PRODUCTION, RELEASES
from deliverylab.measure import DEFINITIONS
from deliverylab.measure.explain import EXPLAINED


@pytest.fixture
def told(run) -> str:
    """The help as one line."""
    printed = run("--help")
    assert printed.code == 0
    return " ".join(printed.out.split())


@pytest.mark.parametrize(
    "option",
    [
        *("PATH", "--since TIME", "--until TIME", "--team NAME", "--releases PATTERN"),
        *("--production PATTERN", "--format {table,json,csv}", "--definitions [NAME ...]"),
        "--explain KPI",
    ],
)
def test_each_option_is_in_the_usage_and_among_the_options(told, option):
    usage, rest = told.split("Measure how a team delivers", 1)
    assert option in usage
    assert option in rest


def test_every_name_that_can_be_given_is_told(told):
    for name in (*EXPLAINED, *DEFINITIONS):
        assert name in told
    assert f"(default: {RELEASES})" in told
    assert f"(default: {PRODUCTION})" in told


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--definitions", "gitlab"),
        ("--explain", "lead-time"),
        ("--explain", "lead-time", "--definitions", "gitlab"),
    ],
)
def test_every_field_of_json_is_told(run, told, small, words):
    document = json.loads(run(small, "--format", "json", *words).out)
    (team,) = document["teams"].values()
    deeper = 0 if words[:1] == ("--explain",) else 1
    for _ in range(deeper + ("--definitions" in words)):
        team = next(iter(team.values()))
    assert document["answers"] in told
    for field in (*document, *team):
        assert f'"{field}"' in told


def test_what_is_not_measured_and_why(told):
    assert "git does not record incidents, traffic, builds" in told
    assert 'What is not recorded is "no data" and never zero.' in told


def test_each_exit_code_is_told(told):
    assert "exit codes: 0 It worked. 1 PATH cannot be read" in told
    assert "2 The command was not understood." in told


def test_the_examples_can_be_run(run, told, data, monkeypatch):
    examples = [line.split(" > ")[0] for line in told.split("python -m deliverylab measure ")[2:]]
    on_the_data = [words for words in examples if words.startswith("data ")]
    assert (len(examples), len(on_the_data)) == (6, 3)
    monkeypatch.chdir(data.parent)
    for words in on_the_data:
        printed = run(*words.split())
        assert (printed.code, printed.err) == (0, "")
