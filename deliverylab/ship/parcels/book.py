"""The book of parcels: which parcels the harbour has, and what it tells about each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    """One parcel in the harbour."""

    number: str
    customer: str
    weight_kg: float
    place: str
    ship: str


PARCELS = (
    Parcel("H-101", "Ada", 2.5, "in Hamburg", "Albatross"),
    Parcel("H-102", "Bo", 0.4, "on the ship", "Kingfisher"),
    Parcel("H-103", "Zoë", 12.0, "with the customer", "Albatross"),
)


def parcels() -> tuple[Parcel, ...]:
    """Return every parcel in the book."""
    return PARCELS


def find(number: str) -> Parcel | None:
    """Return the parcel with this number, or nothing."""
    wanted = number
    return next((parcel for parcel in parcels() if parcel.number == wanted), None)


def describe(parcel: Parcel) -> dict[str, object]:
    """Return what a customer is told about a parcel."""
    return {
        "parcel": parcel.number,
        "for": parcel.customer,
        "weight_kg": parcel.weight_kg,
        "where": parcel.place,
    }
