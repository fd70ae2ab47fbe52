"""Templates: every message that goes out unasked has one that WhatsApp takes, and it says what happened."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import notices, render, template_checks, templates
from flows.openings import openings
from flows.rules.billing import Settlement
from flows.rules.nudges import LADDER
from flows.rules.tariff import quote
from flows.templates import TEMPLATES, Place, Reply, TemplateText
from flows.types import Lang, Say
from tests.flows.people import billed, worker
from tests.flows.stage import OFFICE, TOKEN

TODAY = date(2026, 11, 22)
REGISTERED = templates.of_key("notice.registered")
assert REGISTERED is not None

MODULE = """
from flows import words
from flows.types import Notify, Say

def withdraw(n):
    said = Say("told.brand_new", {"name": n.name})
    return (Notify("participant", n.reference, "withdrawn", (said,)),)
"""


def as_sent(says: tuple[Say, ...], lang: Lang = "id") -> str:
    template = templates.template_for(says)
    assert template is not None, says[0].key
    return templates.reads_like(template, says, lang, OFFICE.name)


def test_every_message_that_is_sent_unasked_has_a_template() -> None:
    everything = template_checks.read_sources("flows") | template_checks.read_sources("bot")

    found = openings(everything)

    assert list(template_checks.without_template(everything)) == []
    assert {opening.key for opening in found} >= {"notice.settled", "notice.ended", "told.consented", "card"}
    assert {opening.where for opening in found} >= {"flows.cover.withdraw", "bot.office.refuse_receipt"}


def test_what_is_sent_unasked_leaves_by_two_doors() -> None:
    """Elsewhere an Outgoing answers what someone wrote (`reply_to`); else `openings` would not see it."""
    doors = {
        name
        for name, source in template_checks.read_sources("bot").items()
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Outgoing"
        for given in call.keywords
        if given.arg == "reply_to" and isinstance(given.value, ast.Constant) and given.value.value is None
    }

    assert doors == {"bot.changes", "bot.coverage.telling"}


def test_no_template_stands_for_nothing() -> None:
    sent = {opening.key for opening in openings(template_checks.read_sources("flows"))}
    by_the_shell = {"card", "card.not_yet", "alarms", "alarms.over", "campaign.news"}
    stand = {key for template in TEMPLATES for key in template.keys if not key.startswith("nudge-")}

    assert stand - by_the_shell == sent


def test_every_template_of_a_nudge_stands_for_a_step_of_the_ladder() -> None:
    stand = {key for template in TEMPLATES for key in template.keys if key.startswith("nudge-")}

    assert {key.removeprefix("nudge-").partition(".")[0] for key in stand} == {step.words for step in LADDER}


def test_a_new_message_without_a_template_is_found_where_it_is_made() -> None:
    problems = list(template_checks.without_template({"flows.cover": MODULE}))

    assert problems == [
        "flows.cover.withdraw: 'told.brand_new' is sent unasked and has no template; "
        "add one in flows/templates.py"
    ]


@pytest.mark.parametrize("message", ["told", "made_up(n)", "(Say(n.key),)", "words.told(n)"])
def test_a_message_whose_first_text_cannot_be_told_is_no_secret(message: str) -> None:
    module = MODULE.replace("(said,)", message)

    (problem,) = template_checks.without_template({"flows.cover": module})

    assert "cannot be told from the code" in problem


def test_a_registration_in_short() -> None:
    n = worker(bill=billed(worker(), "2026-12", 3))

    said = as_sent(notices.registered(n, OFFICE, TODAY).says)

    assert said.startswith(f"Halo, ini SERTAKAN. Kabar baik: {n.name} sudah didaftarkan oleh {OFFICE.name}")
    assert "Balas BAYAR" in said


def test_amounts_days_and_months_are_shown_as_in_the_message() -> None:
    n = worker(paid=("2026-12",))
    filled = quote(n.income, n.sector, n.programmes, "2026-12", 3).months
    settlement = Settlement(filled, 0, "settled")
    total = sum(month.total for month in filled)

    paid = as_sent(notices.settled(n, settlement, OFFICE, TODAY).says)
    to_worker = as_sent(notices.settled_worker(n, settlement, OFFICE, TODAY).says)
    waits = as_sent((Say("nudge-invite-2.worker", {"payer": "Rina", "until": "2026-11-29"}),))

    assert f"sebesar Rp{total:,}".replace(",", ".") in paid
    assert "Desember 2026 – Februari 2027" in to_worker
    assert "sampai 29 November 2026" in waits


def test_who_is_not_named_is_described_within_the_sentence() -> None:
    n = replace(worker(), payer="")

    said = as_sent(notices.ended(n, TODAY))

    assert "Ada kabar dari yang membayari Anda:" in said


def test_the_office_is_named_even_where_the_message_does_not_name_it() -> None:
    told = (Say("told.took_over", {"name": "Budi", "paid": ""}),)

    assert as_sent(told).startswith(f"Halo, ini SERTAKAN dari {OFFICE.name}. Kabar baik: Budi")


def test_a_task_of_the_office_tells_its_kind_and_no_nik() -> None:
    n = worker()

    with_nomination = as_sent(notices.staff("receipt_waits", n).says)
    without = as_sent(notices.staff("payment_unmatched", payment="P-1", amount="Rp1").says)

    assert "memeriksa bukti bayar" in with_nomination
    assert n.reference in with_nomination
    assert n.nik_masked[-4:] not in with_nomination
    assert "Nomor nominasinya belum diketahui" in without


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.name))
def test_no_template_asks_for_a_nik_or_a_phone(template: TemplateText) -> None:
    assert not {"nik", "phone", "number", "changes"} & {place.arg for place in template.variables}


anything = st.one_of(
    st.text(),
    st.sampled_from(["", "\n\n", "a\tb", "x" * 500, "{{2}}", Say("notice.the_payer"), (), (Say("hello"),)]),
)


@settings(deadline=None)
@given(st.sampled_from(TEMPLATES), st.sampled_from(render.LANGUAGES), st.data())
def test_whatever_a_message_holds_its_places_can_be_sent(
    template: TemplateText, lang: Lang, data: st.DataObject
) -> None:
    odd = {p.arg: data.draw(anything) for p in template.variables if p.shown == "text"}
    key = template.keys[0].replace("*", "receipt_waits")

    filled = templates.variables(template, (Say(key, odd),), lang)

    assert list(filled) == [str(n) for n in range(1, len(template.variables) + 1)]
    for value in filled.values():
        assert value.strip() == value != ""
        assert not set("\n\t{}") & set(value)
        assert "     " not in value
    assert len(templates.fill(templates.body(template, lang), filled)) <= template_checks.LONGEST_BODY


FAULTS = {
    "a text that no catalog has": (replace(REGISTERED, name="nobody_wrote_it"), "is missing in id.ftl"),
    "a name that is refused": (replace(REGISTERED, name="Registered"), "its name has other letters"),
    "a place that the text lacks": (
        replace(REGISTERED, variables=(*REGISTERED.variables, Place("payer"))),
        "it has no place for payer",
    ),
    "places that could be too long": (
        replace(REGISTERED, variables=(Place("name", longest=900), Place("office"))),
        "at most 1024 fit",
    ),
    "a sample that would be cut": (
        replace(REGISTERED, variables=(Place("name", longest=3), Place("office"))),
        "the sample of name has",
    ),
    "too many buttons": (replace(REGISTERED, buttons=REGISTERED.buttons * 4), "4 buttons, at most 3 fit"),
    "a button that is no word": (
        replace(REGISTERED, buttons=(Reply("template-reply.pay", "lihat"),)),
        "is no word that is heard anywhere",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_template_is_found(fault: str) -> None:
    template, expected = FAULTS[fault]

    problems = list(template_checks.problems([template]))

    assert any(expected in problem for problem in problems), problems


def test_two_templates_of_one_name_are_found() -> None:
    assert REGISTERED is not None

    assert any("rename one" in problem for problem in template_checks.problems([REGISTERED, REGISTERED]))


@pytest.mark.parametrize("lang", render.LANGUAGES)
def test_each_language_numbers_its_places_as_they_come(lang: Lang) -> None:
    for template in TEMPLATES:
        body = templates.body(template, lang)
        ids = (id for id, _ in templates.labels(template, lang))
        written = " ".join((body, *ids))
        places = [written.index(f"{{{{{n}}}}}") for n in templates.samples(template, lang)]

        assert places == sorted(places)


@pytest.mark.parametrize("lang", render.LANGUAGES)
def test_a_tap_under_a_first_message_opens_the_invitation_and_nobody_copies_letters(lang: Lang) -> None:
    template = templates.of_key("notice.first_message")
    assert template is not None
    says = notices.first_message("Rina", OFFICE, TOKEN).says

    ((id, _),) = templates.labels(template, lang)

    assert templates.fill(id, templates.variables(template, says, lang)) == f"start:first-{TOKEN}"
    assert TOKEN not in templates.reads_like(template, says, lang)
    assert not any(TOKEN in render.text(say, lang) for say in says)
    assert template.category == "marketing"
