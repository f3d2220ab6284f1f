"""Near-copies: MinHash signatures (rensa) behind two functions, and the families they form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from django.db import connection

from khabar.desk.archive.models import Band, Family
from khabar.desk.ingest.settings import settings
from khabar.text.fold import key

_CHUNK = 5000
_INSERT = f"INSERT INTO {Band._meta.db_table} (bucket, version_id)"


def signature(text: str) -> bytes:
    """The MinHash signature of the words of `text`: `copies.permutations` unsigned 32-bit values, little-endian."""
    from rensa import RMinHash

    rules = settings()["copies"]
    minhash = RMinHash(num_perm=rules["permutations"], seed=rules["seed"])
    minhash.update(_shingles(key(text).split(), rules["shingle"]))
    return np.asarray(minhash.digest(), dtype="<u4").tobytes()


def _shingles(words: Sequence[str], size: int) -> list[str]:
    if len(words) <= size:
        return [" ".join(words)]
    return [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]


def similarity(left: bytes, right: bytes) -> float:
    """The share of two texts' word sequences that they have in common (estimated Jaccard, 0..1)."""
    return float(np.mean(np.frombuffer(left, "<u4") == np.frombuffer(right, "<u4")))


@lru_cache(maxsize=2048)
def buckets(signed: bytes) -> tuple[int, ...]:
    """One signed 64-bit number a band: texts that share one may be near-copies."""
    rules = settings()["copies"]
    width = rules["rows"] * 4
    digests = (
        blake2b(signed[i * width : (i + 1) * width], digest_size=8, salt=bytes([i])).digest()
        for i in range(rules["bands"])
    )
    return tuple(int.from_bytes(digest, "little", signed=True) for digest in digests)


@dataclass(frozen=True, slots=True, eq=False)
class Founder:
    """The first text of a family: what others are held against. A family of this batch is not stored yet."""

    family: Family
    signature: bytes
    published: date | None


@dataclass(slots=True)
class Neighbourhood:
    """The founders that a batch of texts may belong to."""

    _by_bucket: dict[int, list[Founder]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, signatures: Iterable[bytes]) -> Neighbourhood:
        """Look up the founders near any of `signatures`."""
        wanted = list({bucket for signed in signatures for bucket in buckets(signed)})
        found = cls()
        founders: dict[int, Founder] = {}
        for start in range(0, len(wanted), _CHUNK):
            rows = Band.objects.filter(bucket__in=wanted[start : start + _CHUNK]).order_by("version_id")
            columns = ("bucket", "version_id", "version__family_id", "version__signature", "version__published")
            for bucket, version, family, signed, published in rows.values_list(*columns):
                founder = founders.setdefault(version, Founder(Family(pk=family), bytes(signed), published))
                found._by_bucket[bucket].append(founder)
        return found

    def add(self, founder: Founder) -> None:
        """Make a new founder known to the rest of the batch."""
        for bucket in buckets(founder.signature):
            self._by_bucket[bucket].append(founder)

    def family_of(self, signed: bytes, published: date | None) -> Family | None:
        """The family whose founder is most like the text, if it is like enough and near enough in time."""
        rules = settings()["copies"]
        near: dict[Founder, None] = {}
        for bucket in buckets(signed):
            near.update(dict.fromkeys(self._by_bucket.get(bucket, ())))
        best: tuple[float, Family | None] = (0.0, None)
        for founder in near:
            if _near(founder.published, published, rules["days"]):
                alike = similarity(founder.signature, signed)
                if alike >= rules["similarity"] and alike > best[0]:
                    best = alike, founder.family
        return best[1]


def store_bands(rows: Iterable[tuple[int, int]]) -> None:
    """Store `(bucket, pk of the version)` rows. In plain SQL: there are many, and objects would cost the most time."""
    made = list(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*made, strict=True)] or [[], []]
            cursor.execute(f"{_INSERT} SELECT * FROM unnest(%s::bigint[], %s::bigint[])", columns)
        else:
            cursor.executemany(f"{_INSERT} VALUES (%s, %s)", made)


def _near(one: date | None, other: date | None, days: int) -> bool:
    return one is None or other is None or abs((one - other).days) <= days
