"""What someone with workers says of one of them in passing: "gaji budi naik jadi 3 juta", "kartunya mana"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows import hints
from flows.changes import hear_field
from flows.chosen import mine
from flows.endings import hear_end
from flows.offers import amount_option
from flows.steps import Next
from flows.types import Facts, Json, Nomination, Option, Say, Unclear
from flows.words import listed, looks_like_question, normal, words


@dataclass(frozen=True)
class Wish:
    """The conversation that it begins, and the new value that was said, by its step: to be confirmed."""

    next: Next
    said: dict[str, str] = field(default_factory=dict)


def of_worker(text: str, facts: Facts) -> Wish | None:
    """What is wished for a worker of theirs; None: they have none, or it is nothing of that kind."""
    if len(text) > _LONGEST or hints.has_verb(text) or not (workers := mine(facts)):
        return None
    spoken_of = named(text, workers)
    if spoken_of is None and len(workers) == 1 and not _names_another(text):
        spoken_of = workers[0]
    whose: dict[str, Json] = {"worker": spoken_of.reference} if spoken_of else {}
    said = set(words(normal(text).replace("'s", "")))
    if said & _CARD and (len(said) <= _FEW or said & _WHERE) and not said & _OTHER_CARD:
        which: dict[str, Json] = {"which": spoken_of.reference} if spoken_of else {}
        return Wish(Next("cover", {"wish": "card", **which}))
    if looks_like_question(text):
        return None
    if said & _CHANGES and (changes := hear_field(text.replace("'s", ""), {}, facts)):
        answers = {**whose, "action": "change", "change": changes}
        found = hints.read(text) if spoken_of else {}
        return Wish(Next("manage", answers), {changes: found[changes]} if changes in found else {})
    if end := _end(text, said, facts):
        end = "stop" if spoken_of and spoken_of.is_own_payer else end
        return Wish(Next("manage", {**whose, "action": "end", "end": end}))
    return _of_the_named(said, named(text, workers))


def _of_the_named(said: set[str], who: Nomination | None) -> Wish | None:
    """ "Bayar budi", "hapus budi", or their name alone: what may be done for them."""
    if who is None:
        return None
    besides = said - set(normal(who.name).split()) - _AROUND
    if not besides:
        return Wish(Next("manage", {"worker": who.reference}))
    if besides <= _PAYS and who.status == "registered":
        return Wish(Next("pay", {"worker": who.reference}))
    if besides <= _ENDS:
        return Wish(Next("manage", {"worker": who.reference, "action": "end"}))
    return None


def names_known(found: Mapping[str, str], facts: Facts) -> bool:
    """Is the one who is named a worker of theirs already?"""
    name = set(normal(found.get("name", "")).split())
    return bool(name) and any(name <= set(normal(n.name).split()) for n in mine(facts))


def confirm(field: str, value: str | int, name: str) -> Unclear:
    """The new value, to be said yes to: nothing changes by a word in passing."""
    shown: Any
    if field == "income":
        option, shown = amount_option(int(value)), value
    elif field == "phone":
        shown = Say("phone.shown", {"number": value})
        option = Option(str(value), shown)
    else:
        option, shown = Option(str(value), str(value)), value
    return Unclear(f"manage-{field}.sure", (option,), {"name": name, "value": shown})


def of_death(text: str, facts: Facts, spoken_of: str | None = None, *, asked: bool = False) -> Wish | None:
    """A worker of theirs has died: the one who is named or spoken of, or the only one.

    Of several it is asked who, where a worker is meant: `asked` in a conversation about them, or they say so.
    """
    workers = tuple(n for n in mine(facts) if not n.is_own_payer)
    found = named(text, workers)
    if found is None and (_names_another(text) or _speaks_of(text, _RELATIVES)):
        return None
    if found is None:
        among = [n for n in workers if n.reference == spoken_of] if spoken_of else workers
        found = among[0] if len(among) == 1 else None
    if found is None and (not workers or not (asked or _speaks_of(text, _WORKERS))):
        return None
    whose: dict[str, Json] = {"worker": found.reference} if found else {}
    return Wish(Next("manage", {**whose, "action": "end", "end": "died"}))


def named(text: str, workers: tuple[Nomination, ...]) -> Nomination | None:
    """The one of these workers whose name, or part of it, stands in the text."""
    said = set(words(normal(text).replace("'s", "")))
    found = [n for n in workers if said & {part for part in normal(n.name).split() if len(part) > _SHORT}]
    return found[0] if len(found) == 1 else None


def begins_otherwise(text: str) -> bool:
    """ "Change …", "stop …": whatever it says, nobody is to be enrolled."""
    return bool(set(words(normal(text))[:2]) & _OTHERWISE)


def _speaks_of(text: str, these: frozenset[str]) -> bool:
    return not these.isdisjoint(words(normal(text)))


def _names_another(text: str) -> bool:
    return "name" in hints.read(text)


def _end(text: str, said: set[str], facts: Facts) -> str | None:
    if said & _MOVED and said & _WORK:
        return "left"
    as_known = " ".join(_STOP if word in _STOPS else word for word in words(normal(text)))
    end = hear_end(as_known, {}, facts)
    return end if end != "replace" or said & _CHANGES else None


_LONGEST = 120
_SHORT = 2
_FEW = 3
_STOP = "berhenti"
_STOPS = listed("berenti brenti brhenti setop stop udahan")
_CHANGES = listed(
    """ubah ganti berubah berganti diganti diubah baru naik turun jadi menjadi sekarang change changed changes
    update new now raise raised"""
)
_OTHERWISE = listed("ganti ubah change update correct stop berhenti berenti cancel")
_CARD = listed("kartu kartunya card")
_OTHER_CARD = listed("kesehatan ktp kk atm kuning health")
_AROUND = listed("pak bapak bu ibu mas mbak bang si dong ya aja mau saya tolong please for the")
_PAYS = listed("bayar bayarin bayari membayar iuran tagihan pay bill")
_ENDS = listed("hapus keluarkan stop berhenti berenti hentikan remove delete end")
_WHERE = listed("mana dimana lihat liat minta kirim where show send get")
_MOVED = listed("pindah keluar resign")
_WORK = listed("kerja kerjaan bekerja tempat resign keluar")
_WORKERS = listed(
    "pekerja pekerjaku art sopir supir pembantu karyawan tukang pegawai worker driver maid employee"
)
_RELATIVES = listed(
    """bapak ayah ibu ibunya bapaknya mama papa suami istri anak anaknya suaminya istrinya kakek nenek adik
    kakak saudara orangtua mertua father mother husband wife son daughter brother sister"""
)
