"""What a profile calls its person goes to strangers only where it may be a name. All names are invented."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import notices, templates
from flows.profile_names import LONGEST, profile_name
from flows.types import Say
from tests.flows.stage import OFFICE

LURES = [
    "Bonus Rp5jt, klik bit.ly/bpjs-cair lalu isi OTP. BPJS",
    "Klik bit.ly",
    "bit.ly",
    "Bonus Cair",
    "Petugas BPJS",
    "Kantor Pusat",
    "rina@example.org",
    "@rina",
    "t.me/rina",
    "https://example.org",
    "WA 081234567890",
    "Rina 2",
    "Rina: hubungi saya",
    "Rina\nBPJS",
    "R",
    "...",
    "\u202eanir",
    "\u0420\u0438\u043d\u0430 2",
    "Siti Nurhaliza Rahmawati Kusumaningrum",
    "",
]


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("Rina", "Rina"),
        ("rina wati", "Rina Wati"),
        ("Rina \U0001f338\ufe0f", "Rina"),
        ("Moh. Ali", "Moh. Ali"),
        ("Ma'ruf Al-Amin", "Ma'ruf Al-Amin"),
        ("Ibu Rina", "Rina"),
    ],
)
def test_a_name_is_shown(called: str, shown: str) -> None:
    assert profile_name(called) == shown


@pytest.mark.parametrize("called", [lure for lure in LURES if lure != "\u202eanir"])
def test_what_is_no_name_is_left_out(called: str) -> None:
    assert profile_name(called) == ""


@given(st.one_of(st.text(max_size=60), st.sampled_from(LURES), st.text("abz .-'/:@\u00a05", max_size=20)))
def test_nothing_that_can_be_opened_or_called_is_ever_shown(called: str) -> None:
    shown = profile_name(called)

    assert len(shown) <= LONGEST
    assert not any(c.isdigit() or c in "/:@\\#\n" for c in shown)
    assert not any(a == "." and b != " " for a, b in pairwise(shown))


@pytest.mark.parametrize("called", LURES[:4])
def test_a_lure_in_a_profile_goes_neither_into_a_first_message_nor_into_a_template(called: str) -> None:
    first = notices.first_message(called, OFFICE, "7K2M9QX4T8WZ3RNB6VHD5JPCEA")
    corrected = (Say("notice.corrected", {"payer": called, "changes": ()}),)
    template = templates.template_for(corrected)
    assert template

    assert called not in str(first.says)
    assert called not in templates.reads_like(template, corrected, "id", "Kantor")
