"""A worker is asked for their own consent: on their own chat, or on the participant's phone (assisted)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from flows import keywords, price
from flows.answers import normal, yes_or_no
from flows.nominate import JOBS
from flows.rules import regions
from flows.rules.calendar import add_months, age_on
from flows.rules.eligibility import eligibility
from flows.rules.jobs import names_transport
from flows.rules.nik import mask_nik, read_nik
from flows.rules.phone import read_mobile
from flows.steps import UNKNOWN, Ask, Choose, Do, Flow, Next, Review, Stop, Tell, When, chose
from flows.types import (
    MOST_MISSES,
    Answers,
    Consent,
    Correct,
    Cover,
    Decline,
    Effect,
    Facts,
    Invalid,
    Invitation,
    InvitationBy,
    InvitationTo,
    Json,
    Missed,
    Notify,
    OpenInvitation,
    Option,
    OtherCover,
    RecordConsent,
    Say,
    State,
    Way,
)
from flows.worker_answers import a_birth_date, a_job, a_name, a_workplace, an_income, job_words, yes_no

FIELDS = ("name", "nik", "birth_date", "phone", "job", "workplace", "income")
"""what the worker may correct"""
LIVE = ("open", "mine", "own")
"""states of an invitation that can be answered"""
LONGEST_ADDRESS = 200
LONGEST_SPONSOR = 40
CODE_WORDS = (
    "melati", "kelapa", "mangga", "payung", "sepeda", "jendela", "bintang", "pelangi", "rambutan", "cangkir",
    "sendok", "lemari", "perahu", "kelinci", "semangka", "layangan",
)  # fmt: skip


def by_link(invitation: Invitation, token: str | None = None, way: Way = "link") -> Next:
    """The conversation with a worker who opened the link; without a token, with one who did so before."""
    answers: dict[str, Json] = {"nomination": invitation.reference, "way": way}
    answers["mine"] = invitation.state == "mine"
    return Next("consent", answers | {"token": token} if token else answers)


def assisted(nomination: str) -> Next:
    """The same on the phone of the participant."""
    return Next("consent", {"nomination": nomination, "way": "assisted", "mine": True})


# --- the invitation, as it is now ----------------------------------------------------------------------


def invitation_of(answers: Answers, facts: Facts) -> Invitation | None:
    token = answers.get("token")
    found: Invitation | None = facts.find(
        InvitationBy(token) if token else InvitationTo(answers["nomination"])
    )
    return found


def _live(answers: Answers, facts: Facts) -> Invitation:
    """The invitation in a step that only a live one leads to."""
    found = invitation_of(answers, facts)
    assert found is not None  # noqa: S101  the first step of the flow ends it for who has none
    return found


def is_gone(answers: Answers, facts: Facts) -> bool:
    """It was answered by someone else, or too late, while they were reading."""
    if "agreed" in answers:
        return False
    found = invitation_of(answers, facts)
    return found is None or found.state not in LIVE


def gone_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    found = invitation_of(answers, facts)
    return {"why": Say(f"invitation.{found.state if found else 'unknown'}")}


def is_assisted(answers: Answers) -> bool:
    return bool(answers["way"] == "assisted")


def is_unknown_whose(answers: Answers, facts: Facts) -> bool:
    return not answers["mine"] and "open" not in answers


TRIES = tuple("digits" if n == 1 else f"digits_{n}" for n in range(1, MOST_MISSES + 1))
"""the questions for the last digits of the NIK, each put where the one before was answered wrong"""


def has_missed(*steps: str) -> When:
    """All these were answered, and none with the end of the NIK."""
    return When(
        lambda answers, facts: (
            "open" not in answers
            and all(step in answers for step in steps)
            and all(answers[step] != _live(answers, facts).nik[-4:] for step in steps)
        ),
        reads=steps,
    )


def missed(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (Missed(state.answers["nomination"]),)


def four_digits(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    """The end of a NIK; who writes all sixteen is taken at the last four."""
    said = "".join(letter for letter in text if letter not in " .-")
    is_one = said.isascii() and said.isdecimal() and len(said) in (4, 16)
    return said[-4:] if is_one else Invalid("digits.not_four")


def is_opened_now(answers: Answers, facts: Facts) -> bool:
    return not answers["mine"]


def from_invitation(read: Callable[[Invitation], Any]) -> Callable[[Answers, Facts], Json]:
    """What the participant said, assumed until the worker corrects it."""
    return lambda answers, facts: read(_live(answers, facts))


def words_of_job(answers: Answers, facts: Facts) -> Any:
    found = _live(answers, facts)
    return found.job_words if answers["job"] == found.job else UNKNOWN


def transport_of_job(answers: Answers, facts: Facts) -> Any:
    found = _live(answers, facts)
    same = (answers["job"], answers.get("job_words")) == (found.job, found.job_words)
    return ("yes" if found.sector == "transport" else "no") if same else UNKNOWN


def may_be_transport(answers: Answers, facts: Facts) -> bool:
    return answers.get("job") == "other" and names_transport(answers.get("job_words") or "")


def birth_date(answers: Answers) -> date:
    """The date that decides: the worker's correction, else the NIK's or what the participant said."""
    return date.fromisoformat(answers.get("birth_date") or answers["nik"]["birth_date"])


def is_not_eligible(answers: Answers, facts: Facts) -> bool:
    return "nik" in answers and eligibility(birth_date(answers), facts.today) != "ok"


def age_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    born = birth_date(answers)
    return {"birth_date": born.isoformat(), "age": age_on(born, facts.today), "contact": facts.office.contact}


# --- what is read ---------------------------------------------------------------------------------------


def who(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text, strict=True)
    return None if isinstance(said, Invalid) else ("me" if said else "not_me")


def a_nik(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    """The worker's own NIK: who else named it is no matter here."""
    nik = read_nik(text, facts.today)
    if isinstance(nik, Invalid):
        return nik
    born = nik.birth_date.isoformat()
    return {"digits": nik.digits, "birth_date": born, "warnings": list(nik.warnings)}


def a_phone(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    return read_mobile(text)


def an_address(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    said = " ".join(text.split())
    if len(said) > LONGEST_ADDRESS:
        return Invalid("address.too_long", {"count": len(said), "most": LONGEST_ADDRESS})
    has_words = sum(map(str.isalpha, said)) >= 3 and len(said) >= 8 and _PLACE.search(said) is not None
    is_other = "?" in said or keywords.field_to_edit(said) is not None
    return said if has_words and not is_other else Invalid("address.unclear")


_PLACE = re.compile(r"\d|\b(?:jl|jln|jalan|rt|rw|no|desa|dusun|gg|gang|blok|kampung|kp|perum\w*)\b", re.I)
"""what an address holds, and "saya berubah pikiran" does not"""


def a_postcode(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    said = "".join(text.split())
    is_one = len(said) == 5 and said.isascii() and said.isdecimal() and said[0] != "0"
    return said if is_one else Invalid("postcode.not_one")


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def an_email(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    said = text.strip().casefold()
    return said if _EMAIL.fullmatch(said) and len(said) <= 120 else Invalid("email.not_one")


def code_word(nomination: str) -> str:
    """The word that agrees on the participant's phone, the same for as long as the nomination waits."""
    return CODE_WORDS[sum(nomination.encode()) % len(CODE_WORDS)]


def agrees_by_word(text: str, answers: Answers, facts: Facts) -> str | Invalid | None:
    """On the participant's phone only the word on the screen agrees; a plain yes is told so."""
    if not is_assisted(answers):
        return None
    word = code_word(answers["nomination"])
    if normal(text) == word:
        return "yes"
    tries = normal(text) in CODE_WORDS or yes_or_no(text, strict=True) is True
    return Invalid("code_word.not_it", {"word": word.upper()}) if tries else None


def offer_options(answers: Answers, facts: Facts) -> tuple[str, ...]:
    """On the participant's phone nothing can be tapped that agrees."""
    return ("no", "pause", "edit") if is_assisted(answers) else ("yes", "no", "pause", "edit")


# --- what is shown --------------------------------------------------------------------------------------


def sponsor(found: Invitation) -> Say | str:
    """What their profile calls the one who asks; a very long name is cut, so that the question fits."""
    called = found.sponsor
    if len(called) > LONGEST_SPONSOR:
        called = f"{called[:LONGEST_SPONSOR].rstrip()}…"
    return called or Say("invitation.someone")


def who_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    found = _live(answers, facts)
    return {"name": found.name, "asks": asks(found), "office": facts.office.name}


def asks(found: Invitation) -> Say:
    """Who asks, as their profile and number show them."""
    shown = Say("phone.shown", {"number": found.sponsor_number}) if found.sponsor_number else None
    return Say("invitation.asks", {"sponsor": sponsor(found), "number": shown or Say("invitation.no_number")})


def offer(state: State, facts: Facts) -> Mapping[str, Any]:
    """Who asks, which data, for what, how long, where it goes, what it costs, and their rights."""
    found = _live(state.answers, facts)
    name, hello = state.answers["name"], "assisted" if is_assisted(state.answers) else "alone"
    by_word = Say("consent-offer.by_word", {"word": code_word(found.reference).upper()})
    return {
        "hello": Say(f"consent-offer.{hello}", {"name": name, "asks": asks(found)}),
        "office": facts.office.name,
        "fields": tuple(fields(state)),
        "programmes": "JKK + JKM + JHT" if "jht" in found.programmes else "JKK + JKM",
        "months": found.months,
        "until": found.until.isoformat(),
        "how": by_word if is_assisted(state.answers) else Say("consent-offer.by_button"),
    }


def fields(state: State) -> Iterator[Say]:
    answers = state.answers

    def line(field: str, value: Any) -> Say:
        return Say(f"consent-offer.{field}", {"value": value})

    yield line("name", answers["name"])
    yield line("nik", mask_nik(answers["nik"]["digits"]))
    yield line("birth_date", birth_date(answers).isoformat())
    phone = answers["phone"]
    yield line("phone", Say("phone.shown", {"number": phone}) if phone else Say("phone.none"))
    yield line("job", answers.get("job_words") or Say(f"nominate-job.{answers['job']}"))
    yield line("workplace", regions.name_of(answers["workplace"]))
    yield line("income", answers["income"])


def put_off(state: State, facts: Facts) -> tuple[Say, ...]:
    found = invitation_of(state.answers, facts) if "agreed" not in state.answers else None
    if found is None:
        return (Say("consent-put_off.answered"),)
    return (Say("consent-put_off", {"until": found.until.isoformat()}),)


# --- another cover --------------------------------------------------------------------------------------


def other_cover(answers: Answers, facts: Facts) -> Cover | None:
    """The cover that they are known to have by someone else; looked for once they agreed.

    On the phone of the participant it is none of their concern, so the office decides.
    """
    if is_assisted(answers) or answers.get("offer") != "yes" or "agreed" in answers:
        return None
    found: Cover | None = facts.find(OtherCover(answers["nomination"], answers["nik"]["digits"]))
    return found


def may_change_over(answers: Answers, facts: Facts) -> bool:
    return other_cover(answers, facts) is not None


def change_from(cover: Cover) -> str | None:
    return add_months(cover.paid_through, 1) if cover.paid_through else None


def other_cover_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    found, cover = _live(answers, facts), other_cover(answers, facts)
    month = change_from(cover) if cover else None
    paid = Say("consent-other_cover.paid", {"until": cover.paid_through}) if cover and month else ""
    asks = {"sponsor": sponsor(found)}
    change = Say("consent-other_cover.from", {**asks, "month": month})
    return {**asks, "paid": paid, "begins": change if month else Say("consent-other_cover.at_once")}


# --- what is done ---------------------------------------------------------------------------------------


def open_it(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (OpenInvitation(state.answers["nomination"]),)


def recorded(state: State, facts: Facts, choice: str) -> RecordConsent:
    """The evidence: which question was answered, how, and the words that were shown."""
    answers = state.answers
    return RecordConsent(
        "consent",
        choice,
        state.conversation,
        answers["offer.asking"],
        Say("consent-offer", offer(state, facts)),
        nomination=answers["nomination"],
        way=answers["way"],
    )


def decline(state: State, facts: Facts) -> tuple[Effect, ...]:
    nomination = state.answers["nomination"]
    effects: tuple[Effect, ...] = (recorded(state, facts, "decline"), Decline(nomination))
    if is_assisted(state.answers):
        return effects
    name = _live(state.answers, facts).name
    told = (Say("told.declined", {"name": name, "pause_days": facts.office.pause_days}),)
    return (*effects, Notify("participant", nomination, "declined", told))


def stay(state: State, facts: Facts) -> tuple[Effect, ...]:
    """They keep the cover they have: for the new participant, as one who declined."""
    nomination, name = state.answers["nomination"], _live(state.answers, facts).name
    told = (Say("told.declined", {"name": name, "pause_days": facts.office.pause_days}),)
    chose_it = recorded_choice(state, facts, "stay")
    return (chose_it, Decline(nomination), Notify("participant", nomination, "declined", told))


def recorded_choice(state: State, facts: Facts, choice: str) -> RecordConsent:
    """The evidence of what they chose between two covers: the question they answered just now."""
    answers = state.answers
    words = Say("consent-other_cover", other_cover_args(answers, facts))
    return RecordConsent(
        "consent",
        choice,
        state.conversation,
        state.asking,
        words,
        nomination=answers["nomination"],
        way=answers["way"],
    )


def agree(state: State, facts: Facts) -> tuple[Effect, ...]:
    """What they corrected, the evidence, their yes, and the news for who it concerns."""
    answers, nomination = state.answers, state.answers["nomination"]
    changes = corrections(state, facts)
    cover = other_cover(answers, facts)
    effects: list[Effect] = [Correct(nomination, changes)] if changes else []
    effects.append(recorded(state, facts, "agree"))
    if cover:
        effects.append(recorded_choice(state, facts, "change"))
        effects.append(
            Consent(nomination, answers["way"], instead_of=cover.reference, covered_from=change_from(cover))
        )
        until = Say("told.paid_through", {"until": cover.paid_through}) if cover.paid_through else ""
        former = Say("notice.changed_over", {"name": answers["name"], "paid": until})
        effects.append(Notify("participant", cover.reference, "changed_over", (former,)))
    else:
        effects.append(Consent(nomination, answers["way"]))
    if not is_assisted(answers):
        effects.append(Notify("participant", nomination, "consented", (told(answers, changes),)))
    return tuple(effects)


def corrections(state: State, facts: Facts) -> dict[str, Any]:
    """What the worker said otherwise than the participant."""
    answers, found = state.answers, _live(state.answers, facts)
    now: dict[str, Any] = {
        "name": answers["name"],
        "birth_date": birth_date(answers).isoformat(),
        "phone": answers["phone"],
        "job": answers["job"],
        "job_words": answers.get("job_words"),
        "sector": price.sector(answers),
        "workplace": answers["workplace"],
        "income": answers["income"],
    }
    was = {field: getattr(found, field) for field in now} | {"birth_date": found.birth_date.isoformat()}
    changes = {field: value for field, value in now.items() if value != was[field]}
    if answers["nik"]["digits"] != found.nik:
        changes["nik"] = {"digits": answers["nik"]["digits"]}
    return changes


def told(answers: Answers, changes: Mapping[str, Any]) -> Say:
    costs = not changes.keys().isdisjoint(("income", "sector"))
    corrected = Say("told.corrected_price" if costs else "told.corrected") if changes else ""
    return Say("told.consented", {"name": answers["name"], "corrected": corrected})


def complete(state: State, facts: Facts) -> tuple[Effect, ...]:
    given = {
        field: value for field in ("address", "postcode", "email") if (value := state.answers.get(field))
    }
    return (Correct(state.answers["nomination"], given),) if given else ()


def thanks(state: State, facts: Facts) -> tuple[Say, ...]:
    key = "consent-thanks.assisted" if is_assisted(state.answers) else "consent-thanks"
    return (Say(key, {"name": state.answers["name"], "office": facts.office.name}),)


def done(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("consent-done.assisted" if is_assisted(state.answers) else "consent-done"),)


def office_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"contact": facts.office.contact}


def declined_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"pause_days": facts.office.pause_days, "contact": facts.office.contact}


def tells_more(answers: Answers, facts: Facts) -> bool:
    """They did not skip all that is optional."""
    return answers.get("address") != ""


CONSENT = Flow(
    "consent",
    waits=put_off,
    begins=(
        {"nomination": "AAAAAAAA", "way": "link", "mine": False, "token": "A"},
        {"nomination": "AAAAAAAA", "way": "assisted", "mine": True},
    ),
    steps=(
        Stop("gone", when=When(is_gone), forget=True, args=gone_args),
        Choose("who", options=("me", "not_me"), when=When(is_unknown_whose), heard=who, args=who_args),
        Stop("not_me", when=chose("who", "not_me"), forget=True),
        Ask(TRIES[0], four_digits, when=When(is_unknown_whose), args=who_args, examples=("0017", "0009")),
        *(
            step
            for before, (tried, following) in enumerate(pairwise(TRIES), 1)
            for step in (
                Do(f"missed_{tried}", missed, when=has_missed(*TRIES[:before])),
                Ask(
                    following,
                    four_digits,
                    when=has_missed(*TRIES[:before]),
                    args=who_args,
                    examples=("0017", "0009"),
                ),
            )
        ),
        Do(f"missed_{TRIES[-1]}", missed, when=has_missed(*TRIES)),
        Stop("not_recognised", when=has_missed(*TRIES), forget=True, args=office_args),
        Do("open", open_it, when=When(is_opened_now)),
        Ask("name", a_name, default=from_invitation(lambda found: found.name), examples=("Siti Aminah",)),
        Ask(
            "nik",
            a_nik,
            private=True,
            default=from_invitation(
                lambda found: {"digits": found.nik, "birth_date": found.birth_date.isoformat()}
            ),
            examples=("6202010503800009", "6202010503100009"),
        ),
        Ask("birth_date", a_birth_date, default=lambda answers, facts: None, examples=("5 Maret 1980",)),
        Stop("not_eligible", when=When(is_not_eligible, reads=("nik", "birth_date")), args=age_args),
        Ask(
            "phone",
            a_phone,
            skip="no_phone",
            default=from_invitation(lambda found: found.phone),
            examples=("081234567890",),
        ),
        Choose("job", JOBS, heard=a_job, default=from_invitation(lambda found: found.job)),
        Ask(
            "job_words",
            job_words,
            when=chose("job", "other"),
            default=words_of_job,
            examples=("penjahit", "penarik becak"),
        ),
        Choose(
            "transport",
            options=("yes", "no"),
            when=When(may_be_transport, reads=("job", "job_words")),
            heard=yes_no,
            default=transport_of_job,
            args=lambda answers, facts: {"job": answers["job_words"]},
        ),
        Ask(
            "workplace",
            a_workplace,
            default=from_invitation(lambda found: found.workplace),
            examples=("Kota Bandung",),
        ),
        Ask(
            "income",
            an_income,
            value_of=int,
            default=from_invitation(lambda found: found.income),
            examples=("2 juta",),
        ),
        Review(
            "offer",
            fields=FIELDS,
            shows=offer,
            seen=lambda answers, facts: None,
            options=("yes", "no", "pause", "edit"),
            offers=offer_options,
            final=("yes", "no"),
            denies="no",
            heard=agrees_by_word,
            consent=None,
        ),
        Do("decline", decline, when=chose("offer", "no")),
        Stop("declined", when=chose("offer", "no"), forget=True, args=declined_args),
        Choose(
            "other_cover",
            options=("stay", "change"),
            when=When(may_change_over),
            args=other_cover_args,
            final=("stay", "change"),
        ),
        Do("stay", stay, when=chose("other_cover", "stay")),
        Stop("stayed", when=chose("other_cover", "stay"), forget=True, args=declined_args),
        Do("agreed", agree),
        Tell("thanks", thanks),
        Ask(
            "address",
            an_address,
            skip="skip",
            offers=lambda answers, facts: (Option("skip_all"),),
            value_of=lambda option: "",
            examples=("Jl. Melati No. 3, RT 02/RW 05",),
            joins=True,
        ),
        Ask("postcode", a_postcode, skip="skip", when=When(tells_more, ("address",)), examples=("73111",)),
        Ask(
            "email",
            an_email,
            skip="skip",
            when=When(tells_more, ("address",)),
            examples=("siti@example.org",),
        ),
        Do("complete", complete),
        Tell("done", done),
    ),
)
