"""Who says so: sources, their chains, the status of what they tell."""

from khabar.attribute.isnad import Attribution, Isnad, attribute, read_isnad, tag_sources
from khabar.attribute.mention import SourceMention
from khabar.attribute.parties import same_side
from khabar.tag.boilerplate import boilerplate_sentences

__all__ = [
    "Attribution",
    "Isnad",
    "SourceMention",
    "attribute",
    "boilerplate_sentences",
    "read_isnad",
    "same_side",
    "tag_sources",
]
