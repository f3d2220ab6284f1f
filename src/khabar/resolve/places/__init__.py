"""Resolve place mentions to coordinates, with the candidates that lost."""

from khabar.resolve.places.location import Location, acled_precision, ucdp_precision
from khabar.resolve.places.resolver import place_value, resolve_places

__all__ = ["Location", "acled_precision", "place_value", "resolve_places", "ucdp_precision"]
