"""What the doctor found: a line for each check, for a terminal and for a notebook.

Where all is well, a notebook shows the same on every machine, so versions and folders are told on
the command line alone. Where something is wrong, everything that helps is told in both.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["FAIL", "NOTE", "OK", "Finding", "Report"]

OK, NOTE, FAIL = "OK", "NOTE", "FAIL"

_BADGES = {OK: ("✓", "#1a6e3c"), NOTE: ("!", "#7a4d00"), FAIL: ("✗", "#a61b1b")}
"""The sign and the colour of each word; white on all of them reads in light and dark themes."""


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        word: `OK`, `NOTE` (it works, and there is something to know) or `FAIL`.
        about: what was checked.
        said: what was found.
        details: versions, folders and the like; of this machine.
        cure: what to do about it, commands between backticks; empty where nothing is to be done.
    """

    word: str
    about: str
    said: str
    details: str = ""
    cure: str = ""


@dataclass(frozen=True)
class Report:
    """What every check found."""

    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether something that the course needs does not work."""
        return any(finding.word == FAIL for finding in self.findings)

    @property
    def summary(self) -> str:
        """Say in a sentence whether everything works."""
        words = [finding.word for finding in self.findings]
        if fail := words.count(FAIL):
            return f"Doctor: {fail} of {len(words)} checks {'fails' if fail == 1 else 'fail'}."
        return f"Doctor: everything works{', with a note' if NOTE in words else ''}."

    def lines(self, *, with_details: bool) -> Iterator[str]:
        """Yield the report for a terminal, a line for each check and one for each cure.

        Args:
            with_details: whether to say of what is well too which version or folder it is.
        """
        yield self.summary
        for finding in self.findings:
            details = f" ({finding.details})" if with_details and finding.details else ""
            yield f"{finding.word:<4}  {finding.about}: {finding.said}{details}"
            if finding.cure:
                yield f"      cure: {finding.cure}"

    def __repr__(self) -> str:
        """The report as plain text; where all is well, the same on every machine.

        >>> Report((Finding(OK, "git", "it is there", details="2.51"),))
        Doctor: everything works.
        OK    git: it is there
        """
        return "\n".join(self.lines(with_details=False))

    def _repr_html_(self) -> str:
        """The report for a notebook: a table with real header cells."""
        left = 'style="text-align: left; vertical-align: top"'
        name = 'style="text-align: left; vertical-align: top; white-space: nowrap"'
        head = "".join(
            f'<th scope="col" {left}>{title}</th>'
            for title in ("result", "checked", "found, and the cure")
        )
        rows = "".join(
            f"<tr><td {left}>{_badge(finding.word)}</td>"
            f'<th scope="row" {name}>{html.escape(finding.about)}</th>'
            f"<td {left}>{html.escape(finding.said)}{_cure(finding.cure)}</td></tr>"
            for finding in self.findings
        )
        return (
            f"<table><caption {left}><strong>{html.escape(self.summary)}</strong></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _badge(word: str) -> str:
    sign, colour = _BADGES[word]
    style = f"background:{colour};color:#fff;border-radius:3px;padding:1px 6px"
    return f'<strong style="{style};white-space:nowrap">{sign} {word}</strong>'


def _cure(cure: str) -> str:
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(cure, quote=False))
    return f"<br><strong>Cure:</strong> {told}" if cure else ""
