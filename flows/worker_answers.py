"""What people say of a worker, read into the answers of a nomination; or why it cannot be taken."""

from __future__ import annotations

from flows import price
from flows.answers import a_date, is_greeting, is_thanks, months, normal, person_name, yes_or_no
from flows.offers import amount_option
from flows.rules import regions
from flows.rules.calendar import age_on
from flows.rules.jobs import job_of, names_transport
from flows.rules.money import read_rupiah
from flows.rules.nik import read_nik
from flows.rules.phone import read_mobile
from flows.rules.tariff import is_unusually_low
from flows.steps import Filled
from flows.types import (
    Answers,
    Facts,
    Invalid,
    Json,
    OpenInvitations,
    OpenInvitationsOf,
    Option,
    OwnNominationOf,
    OwnNumber,
    PausedUntil,
    Say,
    Unclear,
)
from flows.words import listed, words

DRIVERS = frozenset({"sopir", "supir", "driver", "pengemudi", "sopirr", "supirr", "sopir aja", "supir aja"})
DRIVING = tuple(
    Option(job, Say(f"nominate-job.{job}")) for job in ("private_driver", "driver", "motorcycle", "other")
)
SOME_OTHER = listed("pekerjaan kerja kerjaan lain lainnya lain2 yang another other job jobs work")
"""words that only say that it is none of those in the list"""
SAME = frozenset({"sama", "sama saja", "sama aja", "sama persis", "sama dengan nik", "same", "the same"})
"""the card says what the NIK says"""
LONGEST_JOB = 60
"""letters of a job in free words"""


def agreed(text: str, answers: Answers, facts: Facts) -> str | None:
    """Agreement is only what says so plainly."""
    said = yes_or_no(text, strict=True)
    return None if isinstance(said, Invalid) else ("agree" if said else "decline")


def yes_no(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text)
    return None if isinstance(said, Invalid) else ("yes" if said else "no")


def a_job(text: str, answers: Answers, facts: Facts) -> str | Filled | Unclear | None:
    """One of the jobs; words for another job are kept, so that nobody says them twice."""
    job = job_of(text)
    if job is None and normal(text) in DRIVERS:
        return Unclear("job.which", DRIVING)
    if set(words(normal(text))) <= SOME_OTHER:
        return job
    if (job == "other" or (job is None and names_transport(text))) and len(text) <= LONGEST_JOB:
        return Filled("other", {"job_words": text})
    return job


MOST_DIGITS_IN_A_JOB = 4
"""more is a NIK or a phone number, which must not be shown and kept as a job"""


def job_words(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    """What the worker does, in free words; 3 to 60 characters with letters in them."""
    said = " ".join(text.split())
    letters, digits = sum(map(str.isalpha, said)), sum(map(str.isdecimal, said))
    is_other = is_greeting(said) or is_thanks(said) or isinstance(yes_or_no(said), bool)
    if letters < 3 or digits > MOST_DIGITS_IN_A_JOB or said.endswith("?") or is_other:
        return Invalid("job_words.unclear")
    return said if len(said) <= LONGEST_JOB else Invalid("job_words.too_long", {"count": len(said)})


def a_name(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    return person_name(text)


def a_nik(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    """The NIK with the birth date in it, and the participant's own nomination of it, if there is one."""
    nik = read_nik(text, facts.today)
    if isinstance(nik, Invalid):
        return nik
    known: dict[str, Json] = {
        "digits": nik.digits,
        "birth_date": nik.birth_date.isoformat(),
        "warnings": list(nik.warnings),
    }
    return known | _known_of(nik.digits, facts) if facts.person.has_nominated else known


def _known_of(nik: str, facts: Facts) -> dict[str, Json]:
    """What may keep a participant from nominating: their own nomination, a no, too many that wait."""
    if mine := facts.find(OwnNominationOf(nik)):
        made_on = mine.nominated_at.astimezone(facts.office.zone).date()
        return {"mine": mine.reference, "mine_at": made_on.isoformat()}
    paused_until = facts.find(PausedUntil(nik))
    paused = {"paused_until": paused_until.isoformat()} if paused_until else {}
    return {**paused, "open": facts.find(OpenInvitations())}


def a_birth_date(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    nik = answers.get("nik") or {}
    if nik and (normal(text) in SAME or ("birth_date.said" not in answers and yes_or_no(text) is True)):
        return str(nik["birth_date"])
    day = a_date(text, facts.today)
    if isinstance(day, Invalid):
        return day
    return day.isoformat() if age_on(day, facts.today) <= 110 else Invalid("date.too_old")


def a_phone(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    number = read_mobile(text)
    if isinstance(number, str) and facts.person.has_number and facts.find(OwnNumber(number)):
        return Invalid("phone.own")
    if isinstance(number, str) and facts.find(OpenInvitationsOf(number)) >= facts.office.open_per_number:
        return Invalid("phone.too_many")
    return number


def a_workplace(text: str, answers: Answers, facts: Facts) -> Json | Invalid | Unclear:
    """The code of a regency or district."""
    found = regions.find(text, near=facts.office.area)
    if not found:
        return Invalid("region.unknown")
    if len(found) == 1:
        sure = regions.exists(text.strip()) or regions.is_sure(text, found[0])
        return found[0] if sure else Unclear("region.sure", (Option(found[0], regions.name_of(found[0])),))
    return Unclear("region.which", tuple(Option(code, regions.name_of(code)) for code in found[:8]))


def an_income(text: str, answers: Answers, facts: Facts) -> Json | Invalid | Unclear:
    """Rupiah a month; an amount that looks like a day's wage is asked back."""
    amount = read_rupiah(text)
    if isinstance(amount, int) and is_unusually_low(amount):
        return Unclear("income.small", (amount_option(amount),))
    return amount


_WITHOUT = (
    "tanpa", "tidak", "gak", "ga ", "nggak", "jangan", "hapus", "kurangi", "buang", "batal", "lepas",
    "stop", "no ", "without", "remove", "drop",
)  # fmt: skip


def some_programmes(text: str, answers: Answers, facts: Facts) -> str | None:
    words = text.casefold()
    if "jht" not in words and "hari tua" not in words:
        return None
    without = any(no in words for no in _WITHOUT)
    return "jkk_jkm" if without else "jkk_jkm_jht"


def some_months(text: str, answers: Answers, facts: Facts) -> str | Invalid | Unclear | None:
    """ "3 bulan"; a bare "3" may be three months or the third option, and money hangs on it: asked back."""
    said = text.strip(" .")
    if said == "3":
        offered = {option.id: option for option in price.month_options(answers, facts)}
        return Unclear("months.which", (offered["3"], offered["6"]))
    if said.isdigit():
        return said if said in ("6", "12") else None
    count = months(text)
    if isinstance(count, Invalid):
        return count if count.key == "months.not_offered" else None
    return str(count)
