"""`--since` and `--until`: the window that is measured, and what is said of one that cannot be."""

from __future__ import annotations

import json

import pytest

from deliverylab.measure import scorecard


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ((), "2025-01-06T00:00:00Z", "2025-01-13T00:00:00Z"),
        (("--since", "2025-01-08"), "2025-01-08T00:00:00Z", "2025-01-13T00:00:00Z"),
        (("--until", "2025-01-08"), "2025-01-06T00:00:00Z", "2025-01-08T00:00:00Z"),
        (
            ("--since", "2025-01-07T10:30", "--until", "2025-01-09T12:00:30+02:00"),
            "2025-01-07T10:30:00Z",
            "2025-01-09T10:00:30Z",
        ),
        (
            ("--since", "2025-01-06", "--until", "2025-01-13"),
            "2025-01-06T00:00:00Z",
            "2025-01-13T00:00:00Z",
        ),
    ],
)
def test_the_window_is_what_was_asked_for(run, small, words, start, end):
    printed = run(small, *words, "--format", "json")
    document = json.loads(printed.out)
    assert (document["start"], document["end"]) == (start, end)


@pytest.mark.parametrize(
    "words", [("--definitions",), ("--explain", "lead"), ("--explain", "lead", "--definitions")]
)
def test_a_window_counts_in_every_answer(run, small, words):
    printed = run(small, *words, "--since", "2025-01-09", "--until", "2025-01-10T12:00")
    assert "2025-01-09 up to 2025-01-10 12:00 (UTC)" in printed.out
    whole = run(small, *words)
    assert "2025-01-06 up to 2025-01-13 (UTC)" in whole.out
    assert ("c1" in whole.out, "c1" in printed.out) == ("--explain" in words, False)


def test_a_part_of_the_year_is_measured_as_the_library_measures_it(run, data, year):
    card = scorecard(year, "2025-04-01", "2025-07-01")
    printed = run(data, "--since", "2025-04-01", "--until", "2025-07-01")
    assert printed.out.startswith(str(card))


def test_a_part_of_a_repository(run, repository):
    printed = run(repository.folder, "--until", "2025-01-08", "--format", "json")
    kpis = json.loads(printed.out)["teams"]["service"]
    assert kpis["lead time for changes"]["value"] is None
    assert kpis["lead time for changes"]["left_out"] == {"still waiting": 1}


def test_a_repository_can_be_measured_beyond_its_newest_event(run, repository):
    frequency = [
        json.loads(run(repository.folder, *words, "--format", "json").out)["teams"]["service"][
            "deployment frequency"
        ]
        for words in ((), ("--until", "2025-03-03"))
    ]
    assert frequency[0]["observations"] == frequency[1]["observations"]
    assert frequency[1]["value"] < frequency[0]["value"]


def test_where_a_repositorys_window_ends_is_said_after_a_quiet_week(run, repository):
    said = "The window ends with the day of the newest commit or tag, before 2025-01-"
    assert said in run(repository.folder).out
    assert said not in run(repository.folder, "--until", "2025-03-03").out


def test_a_repository_does_not_know_what_is_still_to_come(run, repository):
    printed = run(repository.folder, "--until", "2999-01-01")
    assert printed.code == 1
    assert "is outside the window of this log" in printed.err


@pytest.mark.parametrize(
    ("option", "time"),
    [
        ("--since", "2024-12-31"),
        ("--since", "2025-01-13"),
        ("--until", "2025-01-06"),
        ("--until", "2025-01-14T12:30"),
    ],
)
def test_outside_the_log_says_what_the_log_knows(run, small, option, time):
    assert run(small, option, time) == (
        1,
        "",
        f"{option} {time.replace('T', ' ')} is outside the window of this log, which knows what "
        "happened from 2025-01-06 up to 2025-01-13 (UTC). Choose a time within it, or leave "
        f"{option} out.\n",
    )


@pytest.mark.parametrize(
    "time",
    [
        *("yesterday", "1.3.2025", "2025-13-01", "2025-02-30", "20250301", "2025-W10", ""),
        *("2025-01-01x", "0001-01-01T00:00+05:00"),
    ],
)
def test_no_time_at_all(run, small, time):
    printed = run(small, "--since", time)
    assert (printed.code, printed.out) == (2, "")
    assert f"argument --since: {time!r} is no date and no time; write it as 2025-03-" in printed.err


@pytest.mark.parametrize("until", ["2025-01-08", "2025-01-07"])
def test_a_window_that_ends_before_it_begins(run, small, until):
    printed = run(small, "--since", "2025-01-08", "--until", until)
    assert (printed.code, printed.out) == (2, "")
    assert f"--until {until} is not after --since 2025-01-08" in printed.err
