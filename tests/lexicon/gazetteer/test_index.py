from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry, GazetteerRow
from khabar.lexicon.gazetteer.index import Index, build
from khabar.lexicon.gazetteer.spelling import keys, place_key


def row(number: int, name: str, *aliases: str) -> GazetteerRow:
    return GazetteerRow(GazetteerEntry(f"t:{number}", name, f"Place {number}", "ppl", 35.0, 40.0), aliases)


def make(folder: Path, *names: str) -> Path:
    path = folder / "t.index"
    build([row(number, name) for number, name in enumerate(names)], path)
    return path


def names_of(gazetteer: Gazetteer, name: str) -> list[str]:
    return [entry.name for entry in gazetteer.named(name)]


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("البوكمال", "أبو كمال"),
        ("البوكمال", "البو كمال"),
        ("أبو كمال", "البوكمال"),
        ("دير الزور", "ديرالزور"),
        ("كفرنبل", "كفر نبل"),
        ("كفر نبل", "كفرنبل"),
        ("معرشورين", "معرة شورين"),
        ("الشحيل", "شحيل"),
        ("قرية العزبة", "العزبة"),
        ("محافظة إدلب", "ادلب"),
        ("مركز البوكمال", "البوكمال"),
        ("الحرية - مركز البوكمال", "الحريه"),
        ("تل رفعت (مدينة)", "تل رِفعت"),
    ],
)
def test_spellings(tmp_path: Path, listed: str, written: str) -> None:
    assert names_of(Gazetteer.open([make(tmp_path, listed, "حماة")]), written) == [listed]


def test_a_name_is_found_by_its_words(tmp_path: Path) -> None:
    gazetteer = Gazetteer.open([make(tmp_path, "تل", "تل رفعت", "تل رفعت الشمالي", "تلعفر")])
    run = gazetteer.run("تل")
    assert run is not None and run.more and len(run.refs) == 1
    assert gazetteer.run("تل رفعت شمالي") is not None
    assert gazetteer.run("تل ابيض") is None


@given(
    st.lists(
        st.lists(st.sampled_from(["تل", "دير", "حور", "بر", "ج"]), min_size=1, max_size=4), min_size=1, max_size=12
    )
)
def test_every_name_and_every_beginning_is_there(
    tmp_path_factory: pytest.TempPathFactory, names: list[list[str]]
) -> None:
    path = make(tmp_path_factory.mktemp("index"), *(" ".join(words) for words in names))
    index = Index(path)
    for words in names:
        for size in range(1, len(words)):
            node = index.node(place_key(" ".join(words[:size])))
            assert node is not None and node.more
        node = index.node(place_key(" ".join(words)))
        assert node is not None
        found = {index.places([number])[0].name for number, _ in node.refs}
        assert " ".join(words) in found


def test_lists_are_read_as_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    gazetteer = Gazetteer.open([make(one, "هجين", "حماة"), make(two, "هجين الشرقية", "هجين")])
    assert names_of(gazetteer, "هجين") == ["هجين", "هجين"]
    assert len(gazetteer) == 4
    assert gazetteer.run("هجين").more  # type: ignore[union-attr]


def _look_up(gazetteer: Gazetteer) -> int:
    return len(gazetteer.named("هجين"))


def test_threads_processes_and_pickles_share_it(tmp_path: Path) -> None:
    gazetteer = Gazetteer.open([make(tmp_path, "هجين")])
    assert _look_up(pickle.loads(pickle.dumps(gazetteer))) == 1
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(_look_up, [gazetteer] * 20)) == {1}
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as workers:
        assert list(workers.map(_look_up, [gazetteer] * 2)) == [1, 1]


def test_search_by_either_script(tmp_path: Path) -> None:
    gazetteer = Gazetteer.open([make(tmp_path, "هجين الشرقية", "هجين", "حماة")])
    assert [entry.name for entry in gazetteer.search("هجين")] == ["هجين", "هجين الشرقية"]
    assert [entry.name for entry in gazetteer.search("place 2")] == ["حماة"]
    assert gazetteer.search("nowhere") == []


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    names = ["هجين", "تل رفعت", "البوكمال"]
    assert make(tmp_path / "a", *names).read_bytes() == make(tmp_path / "b", *names).read_bytes()


def test_no_index_or_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "x.index").write_text("not a database" * 100)
    with pytest.raises(GazetteerError, match="is no gazetteer index"):
        Index(tmp_path / "x.index")


def test_keys_begin_with_the_name_itself() -> None:
    found = list(keys("أبو كمال"))
    assert found[0] == ("ابو كمال", 0)
    assert len(found) == len({key for key, _ in found})


def test_a_gazetteer_that_was_asked_for_many_words_answers_as_before(tmp_path: Path) -> None:
    index = Index(make(tmp_path, "دير الزور", "الرقة", "كفرنبل"))
    asked, fresh = Gazetteer([index]), Gazetteer([index])
    assert not any(asked.run(f"كلمه {number}") for number in range(5_000))
    for name in ("دير الزور", "الرقة", "كفر نبل", "حلب"):
        assert names_of(asked, name) == names_of(fresh, name)
    first = asked.run("دير")
    assert names_of(asked, "الرقة") == ["الرقة"] and first is not None and first.more
