"""Places, parties and days of a happening, chosen among weighed mentions that stand where the named words stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from khabar.attribute.isnad import read_isnad
from khabar.frame.arguments import features
from khabar.frame.drafts import _actors, _harms, _places, _time
from khabar.frame.framing import Arguments, Framed
from khabar.frame.groups import Group
from khabar.frame.mentions import Mentions
from khabar.frame.scene import Scene, coordinated, stated
from khabar.lexicon.parties import coarse_id
from khabar.model import Report, Span
from khabar.tag.actors import ActorMention
from khabar.tag.harm import HarmMention, tag_harm
from khabar.tag.places import PlaceMention
from khabar.tag.times import TimeMention, tag_times
from khabar.tag.triggers import tag_triggers
from khabar.text import segment

PUBLISHED = date(2024, 3, 6)


def place(text: str, name: str, within: tuple[int, ...] = (), head: str = "") -> PlaceMention:
    start = text.index(name)
    before = text.rfind(head, 0, start) if head else -1
    return PlaceMention(start, start + len(name), name, head=head, head_start=before, within=within)


def party(text: str, words: str, id_: str | None, *, civilian: bool = False) -> ActorMention:
    start = text.index(words)
    end = start + len(words)
    return ActorMention(
        start, end, words, id_, "civilians" if civilian else "force", Span(start, end), civilian=civilian
    )


def scene(
    text: str,
    type_: str = "shelling",
    places: Sequence[PlaceMention] = (),
    actors: Sequence[ActorMention] = (),
) -> Scene:
    """A page whose every sentence with triggers is one group of the type `type_`."""
    page = segment(text)
    triggers = tag_triggers(page)
    times: Sequence[TimeMention] = tag_times(page, PUBLISHED)
    harms: Sequence[HarmMention] = tag_harm(page)
    mentions = Mentions(
        Report(text, published=PUBLISHED), page, triggers, times, tuple(places), (None,) * len(places), tuple(actors),
        harms, read_isnad(page), frozenset(),
    )  # fmt: skip
    groups = []
    for number in range(len(page.sentences)):
        own = tuple(i for i, trigger in enumerate(triggers) if trigger.sentence == number)
        if own:
            groups.append(Group(number, own, own[0], 1.0, triggers[own[0]].token, triggers[own[-1]].token))
    return Scene(mentions, groups, [type_] * len(groups))


def framed(made: Scene, *arguments: Arguments) -> Framed:
    """Each group a happening of its own; `arguments` in the order of the groups, the rest empty."""
    all_of = [*arguments, *(Arguments() for _ in range(len(made.groups) - len(arguments)))]
    types: list[dict[str, float]] = [{kind: 1.0} for kind in made.types]
    scores = [1.0] * len(made.mentions.triggers)
    happenings = [(i,) for i in range(len(made.groups))]
    return Framed(made, [], scores, types, all_of, happenings)


RAID = "قصفت المدفعية قرى العزبة وهجين والبصيرة بريف دير الزور ثم استهدفت مواقع قرب الشحيل."


def raid() -> Scene:
    found = [place(RAID, "العزبة", (3,), "قرى"), place(RAID, "هجين"), place(RAID, "البصيرة", (3,))]
    return scene(RAID, places=[*found, place(RAID, "ريف دير الزور"), place(RAID, "الشحيل")])


def test_places_joined_by_and_are_one_list_and_their_container_is_not() -> None:
    lists = raid().lists
    assert [(told.leader, told.order, told.size) for told in lists] == [
        (0, 0, 3), (0, 1, 3), (0, 2, 3), (3, 0, 1), (4, 0, 1),
    ]  # fmt: skip


def test_a_list_stands_or_falls_together() -> None:
    made = raid()
    odds = Arguments(places={0: 0.9, 1: 0.3, 2: 0.6, 4: 0.3})
    chosen = [at for at, _ in _places(framed(made, odds), (0,), 0)]
    assert chosen == [0, 1, 2], "the second village alone would not pass, its list does; the far one does not"


def test_a_container_is_no_second_place() -> None:
    odds = Arguments(places={2: 0.9, 3: 0.8})
    assert [at for at, _ in _places(framed(raid(), odds), (0,), 0)] == [2]


def test_no_place_where_none_is_likely() -> None:
    assert _places(framed(raid(), Arguments(places={0: 0.05, 4: 0.1})), (0,), 0) == []


CLASH = "اشتبكت قوات النظام وحزب الله مع تنظيم داعش قرب بلدة السخنة وأصيب مدنيون."


def clash(type_: str) -> Scene:
    told = [party(CLASH, "قوات النظام", "syrian_regime"), party(CLASH, "حزب الله", "hezbollah")]
    told += [party(CLASH, "تنظيم داعش", "islamic_state"), party(CLASH, "مدنيون", "civilians", civilian=True)]
    return scene(CLASH, type_, actors=told)


def odds(perpetrator: float, target: float) -> dict[str, float]:
    return {"none": 1 - perpetrator - target, "perpetrator": perpetrator, "support": 0.0, "target": target}


def roles(made: Scene, actors: dict[int, dict[str, float]]) -> dict[str, str]:
    chosen = _actors(framed(made, Arguments(actors=actors)), (0,), 0)
    return {coarse_id(made.mentions.actors[at].id) or "": role for at, role, _ in chosen}


def test_parties_joined_by_and_share_a_role() -> None:
    made = clash("attack")
    assert coordinated(made, 0, 1)
    assert not coordinated(made, 1, 2)
    told = roles(made, {0: odds(0.9, 0.0), 1: odds(0.3, 0.0), 2: odds(0.3, 0.1)})
    assert told == {"syrian_regime": "perpetrator", "hezbollah": "perpetrator"}


@pytest.mark.parametrize(("type_", "role"), [("armed_clash", "target"), ("shelling", "perpetrator")])
def test_only_a_clash_has_two_sides(type_: str, role: str) -> None:
    told = roles(clash(type_), {0: odds(0.95, 0.02), 2: odds(0.8, 0.15)})
    assert told == {"syrian_regime": "perpetrator", "islamic_state": role}


def test_the_likeliest_of_a_role_needs_little_and_a_further_one_much() -> None:
    told = roles(clash("attack"), {0: odds(0.3, 0.0), 2: odds(0.25, 0.0), 3: odds(0.0, 0.4)})
    assert told == {"syrian_regime": "perpetrator", "civilians": "target"}


def test_a_party_has_one_role() -> None:
    text = "قصفت قوات النظام البلدة وقتل عنصر من قوات النظام."
    second = text.rindex("قوات النظام")
    twice = [party(text, "قوات النظام", "syrian_regime")]
    twice.append(ActorMention(second, second + 11, "قوات النظام", "syrian_regime", "force", Span(second, second + 11)))
    made = scene(text, actors=twice)
    assert roles(made, {0: odds(0.9, 0.0), 1: odds(0.0, 0.8)}) == {"syrian_regime": "perpetrator"}


def test_one_day_or_none() -> None:
    made = scene("قال المرصد اليوم إن الطيران قصف البلدة أمس.")
    told = [made.mentions.times[at].text for at in (0, 1)]
    assert told == ["اليوم", "أمس"]
    assert _time(framed(made, Arguments(times={0: 0.4, 1: 0.8})), (0,), 0) == (1, 0.8)
    assert _time(framed(made, Arguments(times={0: 0.1, 1: 0.2})), (0,), 0) == (None, 0.0)


def test_a_day_after_the_teller_dates_the_statement() -> None:
    made = scene("قال المرصد اليوم إن الطيران قصف البلدة أمس.")
    assert [stated(made, at) for at in (0, 1)] == [True, False]


def test_one_toll_of_a_kind() -> None:
    made = scene("أدى القصف إلى مقتل ثلاثة أشخاص وإصابة خمسة، وكان قصف سابق أدى إلى مقتل عشرة.")
    low = {at: harm.low for at, harm in enumerate(made.mentions.harms) if not harm.deny}
    weights = {at: {3: 0.9, 5: 0.8, 10: 0.6}.get(count, 0.0) for at, count in low.items()}
    chosen = _harms(framed(made, Arguments(harms=weights)), (0,), 0)
    assert [low[at] for at, _ in chosen] == [3, 5]


def test_a_group_reaches_back_to_the_lede_but_not_to_all_that_lies_between() -> None:
    filler = " ".join(f"تحدث التقرير رقم {n} عن الطقس." for n in range(6))
    text = f"قصفت قوات النظام بلدة هجين. {filler} ودعا مجلس العزبة إلى الهدوء. {filler} قصفت المدفعية البلدة."
    told = [place(text, "هجين", (), "بلدة"), place(text, "العزبة")]
    made = scene(text, places=told, actors=[party(text, "قوات النظام", "syrian_regime")])
    last = len(made.groups) - 1
    assert made.reachable("place", last) == [0]
    assert made.reachable("actor", last) == [0]
    assert made.generics(made.groups[last].sentence) == frozenset({"بلده"})


@pytest.mark.parametrize("group", [0, 1])
def test_feature_names_are_told_once(group: int) -> None:
    text = "قصفت قوات النظام اليوم بلدة هجين وقتلت ثلاثة مدنيين. ثم قصفت أمس قرية العزبة وأصيب طفلان."
    told = [place(text, "هجين", (), "بلدة"), place(text, "العزبة", (), "قرية")]
    made = scene(text, places=told, actors=[party(text, "قوات النظام", "syrian_regime")])
    for what in ("place", "time", "actor", "harm"):
        assert made.spots[what]
        for at in range(len(made.spots[what])):
            names = features(what, made, group, at)
            assert len(names) == len(set(names)) > 20
