from __future__ import annotations

from pathlib import Path

import pytest

from khabar.evaluate.actors import read_gold, score_actors


def test_a_right_a_wrong_and_a_missed_actor_are_counted() -> None:
    document = {
        "text": "قصفت مدفعية الجيش التركي القرية وفر بعضهم",
        "claims": [
            {
                "evidence": "قصفت مدفعية الجيش التركي القرية",
                "actors": [
                    {"text": "الجيش التركي", "id": "turkiye"},
                    {"text": "مدفعية", "id": "russia"},
                    {"text": "القرية", "id": None},
                ],
            }
        ],
    }
    score = score_actors([document])
    assert (score.actors, score.covered, score.with_id, score.right) == (3, 2, 2, 1)
    assert score.errors == (("مدفعية", "russia", "turkiye"),)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "coverage", "recall"), [("train", 0.96, 0.91), ("dev", 0.95, 0.89)])
def test_parties_keep_their_floor(shared: Path, name: str, coverage: float, recall: float) -> None:
    score = score_actors(read_gold(shared / "gold" / f"{name}.jsonl"))
    assert score.coverage >= coverage
    assert score.recall >= recall
