from __future__ import annotations

from khabar.identity import claim_id, report_id


def test_ids_are_the_same_everywhere() -> None:
    assert report_id("خبر") == "reab0e7b0c465bdf4"
    assert claim_id("خبر", "attack", (0, 3), "حلب", ("سانا",)) == "c95386a89b726f1b5"


def test_every_part_counts_but_not_the_spelling_of_names() -> None:
    plain = claim_id("نص", "attack", (0, 2), "الرقة")
    others = [
        claim_id("نصّ", "attack", (0, 2), "الرقة"),
        claim_id("نص", "shelling", (0, 2), "الرقة"),
        claim_id("نص", "attack", (0, 1), "الرقة"),
        claim_id("نص", "attack", (0, 2), "حلب"),
        claim_id("نص", "attack", (0, 2), "الرقة", ("قسد",)),
    ]
    assert len({plain, *others}) == 6
    assert claim_id("نص", "attack", (0, 2), "الرقه") == plain


def test_lone_surrogates_have_ids() -> None:
    assert report_id("\ud800") != report_id("\udfff")
