"""What the book of parcels must do."""

from __future__ import annotations

import unittest

from ..book import describe, find, parcels


class TheBook(unittest.TestCase):
    def test_a_parcel_is_found_by_its_number(self) -> None:
        parcel = find("H-101")
        assert parcel is not None
        self.assertEqual(describe(parcel)["where"], "in Hamburg")

    def test_an_unknown_number_finds_nothing(self) -> None:
        self.assertIsNone(find("H-999"))

    def test_no_two_parcels_share_a_number(self) -> None:
        numbers = [parcel.number for parcel in parcels()]
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_a_light_parcel_has_a_weight(self) -> None:
        weights = [parcel.weight_kg for parcel in parcels()]
        self.assertGreater(min(weights), 0)
        light = find("H-102")
        assert light is not None
        self.assertEqual(describe(light)["weight_kg"], 0.4)
