"""A participant nominates a worker near them: the main conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flows import price
from flows.answers import a_date, is_greeting, is_thanks, months, normal, person_name, yes_or_no
from flows.offers import amount_option
from flows.rules import regions
from flows.rules.calendar import age_on
from flows.rules.eligibility import eligibility
from flows.rules.jobs import job_of, names_transport
from flows.rules.money import read_rupiah
from flows.rules.nik import mask_nik, read_nik
from flows.rules.phone import read_mobile
from flows.rules.tariff import is_unusually_low, last_discounted_month
from flows.steps import Ask, Choose, Do, Filled, Flow, Review, Stop, Tell, When, chose
from flows.types import (
    Answers,
    CreateNomination,
    Effect,
    Facts,
    Invalid,
    Json,
    Option,
    OwnNominationOf,
    OwnNumber,
    Say,
    State,
    Unclear,
)
from flows.words import listed, words

JOBS = (
    "household", "private_driver", "driver", "motorcycle", "vendor",
    "gardener_guard", "farmer_fisher", "labourer", "other",
)  # fmt: skip

DRIVERS = frozenset({"sopir", "supir", "driver", "pengemudi", "sopirr", "supirr", "sopir aja", "supir aja"})
SOME_OTHER = listed("pekerjaan kerja kerjaan lain lainnya lain2 yang another other job jobs work")
"""words that only say that it is none of those in the list"""
SAME = frozenset({"sama", "sama saja", "sama aja", "sama persis", "sama dengan nik", "same", "the same"})
"""the card says what the NIK says"""
LONGEST_JOB = 60
"""letters of a job in free words"""
FIELDS = ("job", "name", "nik", "birth_date", "phone", "workplace", "income", "programmes", "months")

# --- what people answer ------------------------------------------------------------------------------


def agreed(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text)
    return None if isinstance(said, Invalid) else ("agree" if said else "decline")


def yes_no(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text)
    return None if isinstance(said, Invalid) else ("yes" if said else "no")


def a_job(text: str, answers: Answers, facts: Facts) -> str | Filled | Unclear | None:
    """One of the jobs; words for another job are kept, so that nobody says them twice."""
    job = job_of(text)
    if job is None and normal(text) in DRIVERS:
        return Unclear("job.which", tuple(map(Option, ("private_driver", "driver", "motorcycle", "other"))))
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
    mine = facts.find(OwnNominationOf(nik.digits)) if facts.person.has_nominated else None
    return {
        "digits": nik.digits,
        "birth_date": nik.birth_date.isoformat(),
        "warnings": list(nik.warnings),
        "mine": mine.reference if mine else None,
        "mine_at": mine.nominated_at.astimezone(facts.office.zone).date().isoformat() if mine else None,
    }


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


# --- what follows from the answers -------------------------------------------------------------------


def notice_not_yet_agreed(answers: Answers, facts: Facts) -> bool:
    return not facts.person.notice_agreed


def may_be_transport(answers: Answers, facts: Facts) -> bool:
    return answers.get("job") == "other" and names_transport(answers.get("job_words", ""))


def birth_date(answers: Answers) -> date | None:
    """The date that decides: the card's, where it was asked; else the NIK's."""
    known = answers.get("birth_date") or answers.get("nik", {}).get("birth_date")
    return date.fromisoformat(known) if known else None


def birth_date_matters(answers: Answers, facts: Facts) -> bool:
    """The NIK's date would refuse them or send them to a person, or the sentence gave another."""
    nik = answers.get("nik")
    if not nik:
        return False
    said = answers.get("birth_date.said")
    if said and said != nik["birth_date"]:
        return True
    return eligibility(date.fromisoformat(nik["birth_date"]), facts.today) != "ok"


def is_refused(verdict: str) -> When:
    def holds(answers: Answers, facts: Facts) -> bool:
        born = birth_date(answers)
        return born is not None and eligibility(born, facts.today) == verdict

    return When(holds, reads=("nik", "birth_date"))


def is_already_mine(answers: Answers, facts: Facts) -> bool:
    return bool(answers.get("nik", {}).get("mine"))


def office_area(answers: Answers, facts: Facts) -> Json:
    return facts.office.area


# --- what the questions and the review show ----------------------------------------------------------


def notice_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    office = facts.office
    kept = {
        "draft_days": office.draft_days,
        "invited_days": office.invited_days,
        "message_days": office.message_days,
    }
    return {"office": office.name, "contact": office.contact, **kept}


def age_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    born = birth_date(answers)
    assert born is not None  # noqa: S101  the guard of every step that shows an age
    return {"birth_date": born.isoformat(), "age": age_on(born, facts.today), "contact": facts.office.contact}


def nik_date_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    born = answers["nik"]["birth_date"]
    said = answers.get("birth_date.said")
    return {
        "birth_date": born,
        "said": Say("nominate-birth_date.said", {"birth_date": said}) if said and said != born else "",
    }


def mine_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    nik = answers["nik"]
    return {"nik": mask_nik(nik["digits"]), "nominated_on": nik["mine_at"], "reference": nik["mine"]}


def whose_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"name": answers.get("name") or Say("someone")}


def months_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"month": price.first_month(facts)}


def summary(state: State, facts: Facts) -> Mapping[str, Any]:
    """The review: every field, what was assumed, and the price month by month."""
    quoted = price.of(state.answers, facts)
    return {
        "fields": tuple(fields(state, facts)),
        "prices": price.lines(quoted),
        "total": quoted.total,
        "remark": remark(state.answers, facts),
        "declaration": Say("declaration", {"name": state.answers["name"]}),
    }


def fields(state: State, facts: Facts) -> Iterator[Say]:
    """A line for each field; what nobody said is marked as assumed."""
    answers = state.answers
    born = birth_date(answers)

    def line(field: str, value: Any, note: Say | str = "") -> Say:
        assumed = Say("assumed") if field in state.assumed else note
        return Say(f"nominate-review.{field}", {"value": value, "note": assumed})

    yield line("job", answers.get("job_words") or Say(f"nominate-job.{answers['job']}"))
    yield line("name", answers["name"])
    warnings = answers["nik"].get("warnings")
    yield line("nik", mask_nik(answers["nik"]["digits"]), Say(warnings[0]) if warnings else "")
    if born:
        from_nik = "" if "birth_date" in answers else Say("nominate-review.from_nik")
        yield line("birth_date", born.isoformat(), from_nik)
    phone = answers["phone"]
    yield line("phone", Say("phone.shown", {"number": phone}) if phone else Say("phone.none"))
    yield line("workplace", regions.name_of(answers["workplace"]))
    yield line("income", answers["income"])
    yield line("programmes", Say(f"nominate-programmes.{answers['programmes']}"))
    if offer := price.jht_offer(answers, facts):
        yield offer
    yield line("months", int(answers["months"]))


def remark(answers: Answers, facts: Facts) -> Say | str:
    """No source says whether private drivers count as transport; it matters in months between two ends."""
    quoted = price.of(answers, facts)
    other, transport = last_discounted_month("other"), last_discounted_month("transport")
    if answers["job"] != "private_driver" or other is None or transport is None:
        return ""
    unsettled = [month.month for month in quoted.months if other < month.month <= transport]
    if not unsettled:
        return ""
    return Say("price.private_driver", {"first": unsettled[0], "last": unsettled[-1]})


def shown_price(answers: Answers, facts: Facts) -> Json:
    """What must be the same when it is confirmed: first month, total, tariff."""
    quote = price.of(answers, facts)
    return [quote.months[0].month, quote.total, quote.tariff_version]


def create_nomination(state: State, facts: Facts) -> tuple[Effect, ...]:
    """The confirmed nomination; its reference is that of the conversation, so twice is once."""
    answers, quote = state.answers, price.of(state.answers, facts)
    born = birth_date(answers)
    assert born is not None  # noqa: S101  no review without a NIK
    return (
        CreateNomination(
            reference=state.conversation,
            job=answers["job"],
            job_words=answers.get("job_words"),
            sector=price.sector(answers),
            name=answers["name"],
            nik=answers["nik"]["digits"],
            birth_date=born,
            phone=answers["phone"],
            workplace=answers["workplace"],
            income=answers["income"],
            programmes=price.PROGRAMMES[answers["programmes"]],
            months=int(answers["months"]),
            first_month=quote.months[0].month,
            amount=quote.total,
            tariff_version=quote.tariff_version,
        ),
    )


def nominated(state: State, facts: Facts) -> tuple[Say, ...]:
    args = {"name": state.answers["name"], "reference": state.conversation}
    return (Say("nominate-done", {**args, "invited_days": facts.office.invited_days}),)


NOMINATE = Flow(
    "nominate",
    kept=True,
    steps=(
        Choose(
            "notice",
            options=("agree", "decline"),
            when=When(notice_not_yet_agreed),
            heard=agreed,
            consent="notice",
            args=notice_args,
        ),
        Stop("declined", when=chose("notice", "decline"), forget=True),
        Choose("job", options=JOBS, heard=a_job),
        Ask("job_words", parse=job_words, when=chose("job", "other"), examples=("penjahit", "penarik becak")),
        Choose(
            "transport",
            options=("yes", "no"),
            when=When(may_be_transport, reads=("job", "job_words")),
            heard=yes_no,
            args=lambda answers, facts: {"job": answers["job_words"]},
        ),
        Ask("name", parse=a_name, examples=("Budi Santoso",)),
        Ask(
            "nik",
            parse=a_nik,
            private=True,
            args=whose_args,
            examples=("6202010503800009", "6202010503550009", "6202010503100009", "6202010503150009"),
        ),
        Stop("mine", when=When(is_already_mine, reads=("nik",)), args=mine_args),
        Ask(
            "birth_date",
            parse=a_birth_date,
            when=When(birth_date_matters, reads=("nik",)),
            weighed=True,
            args=nik_date_args,
            examples=("5 Maret 1980", "5 Maret 1955", "5 Maret 2010", "5 Maret 2015"),
        ),
        Stop("too_young", when=is_refused("too_young"), args=age_args),
        Stop("too_old", when=is_refused("too_old"), args=age_args),
        Stop("ask_person", when=is_refused("ask_person"), args=age_args),
        Ask("phone", parse=a_phone, skip="no_phone", args=whose_args, examples=("081234567890",)),
        Ask("workplace", parse=a_workplace, default=office_area, examples=("Kota Bandung",)),
        Ask("income", parse=an_income, value_of=int, args=whose_args, examples=("2 juta",)),
        Choose(
            "programmes",
            options=tuple(price.PROGRAMMES),
            default=lambda answers, facts: "jkk_jkm",
            heard=some_programmes,
        ),
        Choose(
            "months",
            options=("1", "3", "6", "12"),
            offers=price.month_options,
            heard=some_months,
            args=months_args,
        ),
        Review(
            "review",
            fields=FIELDS,
            shows=summary,
            seen=shown_price,
        ),
        Do("nominate", create_nomination),
        Tell("done", nominated),
    ),
)  # fmt: skip
