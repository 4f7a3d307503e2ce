"""A small service that tells where a parcel is. Start it with `python -m parcels`."""
