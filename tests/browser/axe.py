"""axe-core, the accessibility checker, run on a part of a page."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from playwright.sync_api import Page

_SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page, selector: str, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds wrong inside `selector`: rule, help and the elements.

    It tries its `rules` of these names; without any, all that it has.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(() => {{ const module = undefined, define = undefined; {_SOURCE} }})()")
    options = {"runOnly": list(rules)} if rules else {}
    run = "([selector, options]) => axe.run(selector, options)"
    found = page.evaluate(run, [selector, options])["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']]}"
        for one in found
    ]
