"""A report of one page: what is wrong with a team, what to change, and what that brings."""

from deliverylab.show.one_page.report import Report, report

__all__ = ["Report", "report"]
