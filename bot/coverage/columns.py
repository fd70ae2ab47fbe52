"""The table in which nominations go out to be registered: which columns there are, and which by default.

By default they are those of the form for participants who pay for themselves (BPU), as far as it is known
(docs/registration.md); an office whose form is another one changes them in its settings, and only there.
"""

from __future__ import annotations

DEFAULT: tuple[tuple[str, str], ...] = (
    ("Referensi", "reference"),
    ("NIK", "nik"),
    ("Nama sesuai KTP", "name"),
    ("Tanggal lahir", "birth_date"),
    ("Alamat sesuai KTP", "address"),
    ("Kode pos", "postcode"),
    ("Nomor HP", "phone"),
    ("E-mail", "email"),
    ("Pekerjaan", "job"),
    ("Lokasi bekerja", "workplace"),
    ("Penghasilan per bulan", "income"),
    ("Program", "programmes"),
    ("Lama (bulan)", "months"),
    ("Kantor cabang", "office"),
    ("Persetujuan", "consent"),
    ("Tanggal persetujuan", "consented_on"),
    ("Pernah diekspor", "exported"),
    ("Periksa", "check"),
    ("Nomor peserta", "participant_number"),
    ("Kode iuran", "payment_code"),
    ("Berlaku sampai", "expires_on"),
)
"""(header, field); the last three are empty, for the office to fill in and give back"""

FIELDS = frozenset(field for _, field in DEFAULT)
WANTED = frozenset({"nik", "name", "birth_date", "address", "postcode", "phone", "email"})
"""what is flagged where it is blank; whether each of them is compulsory, the office must know"""
ANSWERS = ("reference", "participant_number", "payment_code", "expires_on")
"""what comes back, and is found there by the header it went out with"""
