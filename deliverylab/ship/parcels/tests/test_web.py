"""What the service must answer."""

from __future__ import annotations

import unittest

from ..web import answer


class TheAnswers(unittest.TestCase):
    def test_a_parcel_has_a_page(self) -> None:
        status, found = answer("/parcels/H-101")
        self.assertEqual((status, found["parcel"]), (200, "H-101"))

    def test_what_is_not_there_is_not_found(self) -> None:
        for path in ("/", "/parcels/H-999", "/parcels/../web.py", "/web.py"):
            self.assertEqual(answer(path)[0], 404, path)

    def test_the_service_is_healthy(self) -> None:
        self.assertEqual(answer("/health")[0], 200)
