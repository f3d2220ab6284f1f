"""Find the places named on a page."""

from khabar.tag.places.mention import PlaceKind, PlaceMention
from khabar.tag.places.tagger import tag_places

__all__ = ["PlaceKind", "PlaceMention", "tag_places"]
