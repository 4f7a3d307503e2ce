"""Take the pictures of the README from real labs in a real browser: ``make pictures``.

Each is a screenshot of a lab in JupyterLab after a few moves, written beside this file.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.server import Notebook, chromium, find_chromium, jupyterlab, new_page

HERE = Path(__file__).resolve().parent
COLOURS = 64

LABS = {
    "on_the_shelf": (
        "from deliverylab.show import OnTheShelf\nlab = OnTheShelf()\n_ = lab.predict(7)\nlab",
        ".dl-lab",
    ),
    "pipeline_view": (
        "from deliverylab import DeliveryLog, show\n"
        f"log = DeliveryLog.from_csv({str(HERE.parent / 'data')!r})\n"
        'view = show.PipelineView(log, teams=["hydrofoil", "tug"], start="2025-03-03")\n'
        "view.hour = 58\nview",
        ".dl-pipeline",
    ),
}


def main() -> None:
    """Take every picture and make it small."""
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab(Path(folder)) as server,
        sync_playwright() as playwright,
        chromium(playwright, find_chromium(playwright)) as browser,
    ):
        for name, (cell, selector) in LABS.items():
            with new_page(browser) as page:
                notebook = Notebook(page, server).open([cell]).run_all()
                page.wait_for_timeout(1500)
                path = HERE / f"{name}.png"
                page.locator(selector).first.screenshot(path=path)
                notebook.shut_down()
            Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            print(path.name)


if __name__ == "__main__":
    main()
