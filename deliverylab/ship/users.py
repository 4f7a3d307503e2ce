"""The users of production: what they get, and whether they have met errors."""

from __future__ import annotations

from deliverylab.ship.crew import Crew
from deliverylab.ship.package import Package
from deliverylab.ship.state import State
from deliverylab.steps import Trigger
from deliverylab.steps.says import users_get


class Users:
    """Those who ask production.

    Args:
        crew: knows what runs, and how each request went.
    """

    def __init__(self, crew: Crew) -> None:
        """Keep the crew."""
        self._crew = crew

    def get(self, state: State) -> str:
        """Return what users get now, in two or three words."""
        return users_get(state.production, errors=self.have_errors(state))

    def have_errors(self, state: State) -> bool:
        """Return whether users have met errors of what is live in production."""
        live = state.live("production")
        return live is not None and (
            not self._crew.answers("production") or self._crew.has_failed(live.number)
        )

    def had_errors(self, state: State, package: Package) -> bool:
        """Return whether users have ever met errors of a package in production."""
        return any(
            self._crew.has_failed(row.number)
            for row in state.deployments
            if row.version == package.version and row.environment == "production"
        )

    def reason_for(self, state: State, package: Package) -> Trigger:
        """Return why a package is deployed to production: what users have now decides."""
        production = state.production
        if production and package.number < production.number:
            return "rollback"
        return "hotfix" if self.have_errors(state) else "approval"
