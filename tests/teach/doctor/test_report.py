"""The report: a line for each check, the cure of each fault, and nothing of one machine."""

from __future__ import annotations

import importlib
from html.parser import HTMLParser

import pytest

from deliverylab import teach
from deliverylab.teach.doctor import CHECKS
from deliverylab.teach.doctor.examine import Check, Note, Trouble, examine
from deliverylab.teach.doctor.report import FAIL, NOTE, OK, Finding, Report


class Page(HTMLParser):
    """What a table says: its caption, and its rows as lists of cells."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.caption = ""
        self.rows: list[list[str]] = []
        self._in = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("caption", "td", "th"):
            self._in = tag

    def handle_data(self, data: str) -> None:
        if self._in == "caption":
            self.caption += data
        else:
            self.rows[-1][-1] += data


def raising(error: Exception) -> Check:
    def look() -> str:
        raise error

    return Check("tea", "it is hot", look)


FINE = Check("git", "it is there", lambda: "2.51.0 in /opt/git")


def test_what_is_well_is_said_without_versions_or_folders_in_a_notebook() -> None:
    report = examine([FINE])
    assert repr(report) == "Doctor: everything works.\nOK    git: it is there"
    page = Page(report._repr_html_())
    assert page.caption == "Doctor: everything works."
    assert page.rows == [
        ["result", "checked", "found, and the cure"],
        ["✓ OK", "git", "it is there"],
    ]


def test_the_command_line_tells_the_details_too() -> None:
    assert list(examine([FINE]).lines(with_details=True))[1] == (
        "OK    git: it is there (2.51.0 in /opt/git)"
    )


def test_a_fault_is_told_whole_with_its_cure_everywhere() -> None:
    report = examine([FINE, raising(Trouble("the cup in\n  </tmp> is\nempty", "`fill`\nit."))])
    assert report.failed
    lines = [
        "Doctor: 1 of 2 checks fails.",
        "OK    git: it is there",
        "FAIL  tea: the cup in </tmp> is empty",
        "      cure: `fill` it.",
    ]
    assert repr(report).splitlines() == lines
    assert list(report.lines(with_details=True))[2:] == lines[2:]
    page = Page(report._repr_html_())
    assert page.rows[-1] == ["✗ FAIL", "tea", "the cup in </tmp> is emptyCure: fill it."]
    assert "<code>fill</code> it." in report._repr_html_()


def test_a_note_is_no_failure() -> None:
    report = examine([FINE, raising(Note("it is lukewarm", "Drink it soon."))])
    assert not report.failed
    assert repr(report).splitlines() == [
        "Doctor: everything works, with a note.",
        "OK    git: it is there",
        "NOTE  tea: it is lukewarm",
        "      cure: Drink it soon.",
    ]
    assert Page(report._repr_html_()).rows[-1][0] == "! NOTE"


def test_a_check_that_breaks_says_so_and_stops_no_other() -> None:
    report = examine([raising(RuntimeError("no\ncup")), FINE])
    broken, fine = report.findings
    assert broken == Finding(
        FAIL,
        "tea",
        "the check itself broke (RuntimeError: no cup)",
        cure="Cure the other faults first and look again; if there are none, report this line.",
    )
    assert fine.word == OK


def test_a_check_that_lacks_a_package_names_it() -> None:
    def look() -> str:
        return str(importlib.import_module("teapot"))

    (finding,) = examine([Check("tea", "it is hot", look)]).findings
    assert (finding.word, finding.said) == (FAIL, "this needs teapot, which is missing")
    assert finding.cure == "Cure the packages first, and look again."


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ([OK, OK], "Doctor: everything works."),
        ([OK, NOTE], "Doctor: everything works, with a note."),
        ([FAIL, NOTE], "Doctor: 1 of 2 checks fails."),
        ([FAIL, OK, FAIL], "Doctor: 2 of 3 checks fail."),
    ],
)
def test_the_summary_counts_what_fails(words: list[str], summary: str) -> None:
    assert Report(tuple(Finding(word, "a", "b") for word in words)).summary == summary


def test_on_this_machine_everything_works_and_each_check_found_something() -> None:
    report = teach.doctor()
    assert not report.failed, repr(report)
    assert [finding.about for finding in report.findings] == [check.about for check in CHECKS]
    assert all(finding.details for finding in report.findings if finding.word == OK)


def test_what_a_notebook_shows_of_what_is_well_are_words_that_were_written_down() -> None:
    for check in CHECKS:
        (finding,) = examine([check]).findings
        assert finding.said == check.fine or finding.word != OK
        assert not any(letter.isdigit() or letter in "/\\" for letter in check.about + check.fine)
